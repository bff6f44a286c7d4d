package org.kd4j.core.encoder;

import org.kd4j.core.numbers.Rows;

/** Layer normalisation of rows in place, after the addition of a bias. */
final class NormKernel {
    private final int width;
    private final float epsilon;
    private final float[] gain;
    private final float[] bias;

    NormKernel(Norm norm) {
        this(Values.of(norm.gain()), Values.of(norm.bias()), norm.epsilon());
    }

    NormKernel(float[] gain, float[] bias, float epsilon) {
        this.width = gain.length;
        this.epsilon = epsilon;
        this.gain = gain;
        this.bias = bias;
    }

    int width() {
        return width;
    }

    /** Normalises rows [rows, width] of {@code x}. */
    void apply(float[] x, int rows) {
        for (int row = 0; row < rows; row++) {
            int at = row * width;
            center(x, at, Rows.sum(x, at, width) / width, width);
            float variance = Rows.dot(x, x, at, width) / width;
            scale(x, at, (float) (1 / Math.sqrt((double) variance + epsilon)), gain, bias, width);
        }
    }

    /**
     * The same, keeping what the way back needs.
     *
     * @param x overwritten with x̂ = (x - mean) · factor
     * @param y x̂ · gain + bias
     * @param factors 1 / √(variance + epsilon) of each row, from {@code at} on
     */
    void apply(float[] x, float[] y, int rows, float[] factors, int at) {
        for (int row = 0; row < rows; row++) {
            int start = row * width;
            center(x, start, Rows.sum(x, start, width) / width, width);
            float variance = Rows.dot(x, x, start, width) / width;
            float factor = (float) (1 / Math.sqrt((double) variance + epsilon));
            factors[at + row] = factor;
            scale(x, y, start, factor, gain, bias, width);
        }
    }

    /**
     * The way back: dx = factor · (g - mean(g) - x̂ · mean(g · x̂)), where g = dy · gain.
     *
     * @param dy overwritten with dx
     * @param normal x̂
     * @param gains Σ dy · x̂ is added
     * @param biases Σ dy is added
     */
    void back(float[] dy, float[] normal, int rows, float[] factors, int at, float[] gains, float[] biases) {
        for (int row = 0; row < rows; row++) {
            int start = row * width;
            addProduct(gains, dy, normal, start, width);
            addRow(biases, dy, start, width);
            multiply(dy, start, gain, width);
            float mean = Rows.sum(dy, start, width) / width;
            float slope = Rows.dot(dy, normal, start, width) / width;
            combine(dy, normal, start, factors[at + row], mean, slope, width);
        }
    }

    private static void addProduct(float[] sums, float[] a, float[] b, int at, int width) {
        for (int i = 0; i < width; i++) {
            sums[i] += a[at + i] * b[at + i];
        }
    }

    private static void addRow(float[] sums, float[] a, int at, int width) {
        for (int i = 0; i < width; i++) {
            sums[i] += a[at + i];
        }
    }

    private static void multiply(float[] a, int at, float[] b, int width) {
        for (int i = 0; i < width; i++) {
            a[at + i] *= b[i];
        }
    }

    private static void combine(float[] g, float[] normal, int at, float factor, float mean, float slope, int width) {
        for (int i = 0; i < width; i++) {
            g[at + i] = factor * (g[at + i] - mean - normal[at + i] * slope);
        }
    }

    private static void scale(float[] x, float[] y, int at, float factor, float[] gain, float[] bias, int width) {
        for (int i = 0; i < width; i++) {
            float normal = x[at + i] * factor;
            x[at + i] = normal;
            y[at + i] = normal * gain[i] + bias[i];
        }
    }

    private static void center(float[] x, int at, float mean, int width) {
        for (int i = 0; i < width; i++) {
            x[at + i] -= mean;
        }
    }

    private static void scale(float[] x, int at, float factor, float[] gain, float[] bias, int width) {
        for (int i = 0; i < width; i++) {
            x[at + i] = x[at + i] * factor * gain[i] + bias[i];
        }
    }
}
