package org.kd4j.core.encoder;

import java.util.Arrays;

/**
 * Softmax down the columns of a matrix: side by side they make long rows, which vector instructions like better than
 * many short ones.
 */
final class SoftmaxKernel {
    private float[] largest = new float[0];
    private float[] sums = new float[0];
    private float[] values = new float[0];
    private float[] slopes = new float[0];

    /** @param x rows · columns values in row-major order, overwritten; finite */
    void columns(float[] x, int rows, int columns) {
        reserve(columns);
        System.arraycopy(x, 0, largest, 0, columns);
        for (int row = 1; row < rows; row++) {
            System.arraycopy(x, row * columns, values, 0, columns);
            raise(largest, values, columns);
        }
        Arrays.fill(sums, 0, columns, 0f);
        for (int row = 0; row < rows; row++) {
            System.arraycopy(x, row * columns, values, 0, columns);
            subtract(values, largest, columns);
            Exponential.ofNegative(values, columns);
            RowLoop.add(sums, values, columns);
            System.arraycopy(values, 0, x, row * columns, columns);
        }
        invert(sums, columns);
        for (int row = 0; row < rows; row++) {
            System.arraycopy(x, row * columns, values, 0, columns);
            RowLoop.multiply(values, sums, columns);
            System.arraycopy(values, 0, x, row * columns, columns);
        }
    }

    /**
     * The way back: ds = p' · d - p · Σ p' · d, with the sum down the column, where p' is p after dropout and d its gradient.
     *
     * @param p the probabilities; those that were dropped are negative
     * @param d overwritten with ds
     * @param growth of those that were not
     */
    void back(float[] p, float[] d, int rows, int columns, float growth) {
        reserve(columns);
        Arrays.fill(sums, 0, columns, 0f);
        for (int row = 0; row < rows; row++) {
            System.arraycopy(p, row * columns, values, 0, columns);
            System.arraycopy(d, row * columns, slopes, 0, columns);
            addKept(sums, values, slopes, columns);
        }
        for (int row = 0; row < rows; row++) {
            System.arraycopy(p, row * columns, values, 0, columns);
            System.arraycopy(d, row * columns, slopes, 0, columns);
            slope(values, slopes, sums, growth / 2, columns);
            System.arraycopy(slopes, 0, d, row * columns, columns);
        }
    }

    private void reserve(int columns) {
        if (largest.length < columns) {
            largest = new float[columns];
            sums = new float[columns];
            values = new float[columns];
            slopes = new float[columns];
        }
    }

    /** Twice the products. */
    private static void addKept(float[] sums, float[] p, float[] d, int columns) {
        for (int i = 0; i < columns; i++) {
            sums[i] += (p[i] + Math.abs(p[i])) * d[i];
        }
    }

    /** @param half half of the growth, as p + |p| is twice what was kept */
    private static void slope(float[] p, float[] d, float[] sums, float half, int columns) {
        for (int i = 0; i < columns; i++) {
            float size = Math.abs(p[i]);
            d[i] = half * ((p[i] + size) * d[i] - size * sums[i]);
        }
    }

    private static void raise(float[] largest, float[] x, int columns) {
        for (int i = 0; i < columns; i++) {
            largest[i] = Math.max(largest[i], x[i]);
        }
    }

    private static void subtract(float[] x, float[] largest, int columns) {
        for (int i = 0; i < columns; i++) {
            x[i] -= largest[i];
        }
    }

    private static void invert(float[] sums, int columns) {
        for (int i = 0; i < columns; i++) {
            sums[i] = 1f / sums[i];
        }
    }
}
