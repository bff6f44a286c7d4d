package org.kd4j.core.encoder;

import org.kd4j.core.numbers.Rows;

/** Layer normalisation of a row. */
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

    /** Normalises a row in place. */
    void apply(float[] x) {
        float factor = center(x);
        for (int i = 0; i < width; i++) {
            x[i] = x[i] * factor * gain[i] + bias[i];
        }
    }

    /**
     * The same, keeping what the way back needs.
     *
     * @param x overwritten with x̂ = (x - mean) · factor
     * @param y x̂ · gain + bias
     * @return the factor, 1 / √(variance + epsilon)
     */
    float apply(float[] x, float[] y) {
        float factor = center(x);
        for (int i = 0; i < width; i++) {
            float normal = x[i] * factor;
            x[i] = normal;
            y[i] = normal * gain[i] + bias[i];
        }
        return factor;
    }

    /** Takes the mean away, and returns 1 / √(variance + epsilon). */
    private float center(float[] x) {
        float mean = Rows.sum(x, 0, width) / width;
        for (int i = 0; i < width; i++) {
            x[i] -= mean;
        }
        float variance = Rows.dot(x, x, 0, width) / width;
        return (float) (1 / Math.sqrt((double) variance + epsilon));
    }

    /**
     * The way back: dx = factor · (g - mean(g) - x̂ · mean(g · x̂)), where g = dy · gain.
     *
     * @param dy overwritten with dx
     * @param normal x̂
     * @param gains dy · x̂ is added
     * @param biases dy is added
     */
    void back(float[] dy, float[] normal, float factor, float[] gains, float[] biases) {
        for (int i = 0; i < width; i++) {
            float d = dy[i];
            gains[i] += d * normal[i];
            biases[i] += d;
            dy[i] = d * gain[i];
        }
        float mean = Rows.sum(dy, 0, width) / width;
        float slope = Rows.dot(dy, normal, 0, width) / width;
        for (int i = 0; i < width; i++) {
            dy[i] = factor * (dy[i] - mean - normal[i] * slope);
        }
    }
}
