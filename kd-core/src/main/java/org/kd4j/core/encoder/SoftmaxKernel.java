package org.kd4j.core.encoder;

import java.util.Arrays;

/**
 * Softmax down the columns of a matrix: side by side they make long rows, which vector instructions like better than
 * many short ones.
 */
final class SoftmaxKernel {
    private float[] largest = new float[0];
    private float[] sums = new float[0];

    /** @param x rows · columns values in row-major order, overwritten; finite */
    void columns(float[] x, int rows, int columns) {
        reserve(columns);
        System.arraycopy(x, 0, largest, 0, columns);
        for (int row = 1; row < rows; row++) {
            raise(largest, x, row * columns, columns);
        }
        for (int row = 0; row < rows; row++) {
            subtract(x, row * columns, largest, columns);
        }
        Exponential.ofNegative(x, rows * columns);
        Arrays.fill(sums, 0, columns, 0f);
        for (int row = 0; row < rows; row++) {
            add(sums, x, row * columns, columns);
        }
        invert(sums, columns);
        for (int row = 0; row < rows; row++) {
            scale(x, row * columns, sums, columns);
        }
    }

    /**
     * The way back: ds = p · (dp - Σ p · dp), with the sum down the column.
     *
     * @param p the probabilities
     * @param d dp, overwritten with ds
     */
    void back(float[] p, float[] d, int rows, int columns) {
        reserve(columns);
        Arrays.fill(sums, 0, columns, 0f);
        for (int row = 0; row < rows; row++) {
            addProduct(sums, p, d, row * columns, columns);
        }
        for (int row = 0; row < rows; row++) {
            multiplyDifference(p, d, row * columns, sums, columns);
        }
    }

    private void reserve(int columns) {
        if (largest.length < columns) {
            largest = new float[columns];
            sums = new float[columns];
        }
    }

    private static void addProduct(float[] sums, float[] p, float[] d, int at, int columns) {
        for (int i = 0; i < columns; i++) {
            sums[i] += p[at + i] * d[at + i];
        }
    }

    private static void multiplyDifference(float[] p, float[] d, int at, float[] sums, int columns) {
        for (int i = 0; i < columns; i++) {
            d[at + i] = p[at + i] * (d[at + i] - sums[i]);
        }
    }

    private static void raise(float[] largest, float[] x, int at, int columns) {
        for (int i = 0; i < columns; i++) {
            largest[i] = Math.max(largest[i], x[at + i]);
        }
    }

    private static void subtract(float[] x, int at, float[] largest, int columns) {
        for (int i = 0; i < columns; i++) {
            x[at + i] -= largest[i];
        }
    }

    private static void add(float[] sums, float[] x, int at, int columns) {
        for (int i = 0; i < columns; i++) {
            sums[i] += x[at + i];
        }
    }

    private static void invert(float[] sums, int columns) {
        for (int i = 0; i < columns; i++) {
            sums[i] = 1f / sums[i];
        }
    }

    private static void scale(float[] x, int at, float[] factors, int columns) {
        for (int i = 0; i < columns; i++) {
            x[at + i] *= factors[i];
        }
    }
}
