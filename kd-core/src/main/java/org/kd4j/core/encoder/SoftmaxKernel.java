package org.kd4j.core.encoder;

import java.util.Arrays;

/**
 * Softmax down the columns of a matrix: side by side they make long rows, which vector instructions like better than
 * many short ones. A row at a time comes out of the matrix and goes back, and stays in the core's first cache between.
 */
final class SoftmaxKernel {

    /** What is done to a row of probabilities before it is put back. */
    @FunctionalInterface
    interface RowBody {
        void apply(int row, float[] probabilities);
    }

    private float[] largest = new float[0];
    private float[] sums = new float[0];
    private float[] values = new float[0];
    private float[] slopes = new float[0];

    /** @param x rows · columns values in row-major order, overwritten; finite */
    void columns(NativeFloats x, int rows, int columns, RowBody body) {
        reserve(columns);
        x.get(0, largest, 0, columns);
        for (int row = 1; row < rows; row++) {
            x.get(row * columns, values, 0, columns);
            raise(largest, values, columns);
        }
        Arrays.fill(sums, 0, columns, 0f);
        for (int row = 0; row < rows; row++) {
            x.get(row * columns, values, 0, columns);
            Exponential.ofDifference(values, largest, columns);
            RowLoop.add(sums, values, columns);
            x.put(row * columns, values, 0, columns);
        }
        invert(sums, columns);
        for (int row = 0; row < rows; row++) {
            x.get(row * columns, values, 0, columns);
            RowLoop.multiply(values, sums, columns);
            body.apply(row, values);
            x.put(row * columns, values, 0, columns);
        }
    }

    /**
     * The way back: ds = p' · d - p · Σ p' · d, with the sum down the column, where p' is p after dropout and d its gradient.
     *
     * @param p the probabilities; those that were dropped are negative
     * @param from the first of them
     * @param d overwritten with ds
     * @param growth of those that were not
     */
    void back(NativeFloats p, int from, NativeFloats d, int rows, int columns, float growth) {
        reserve(columns);
        Arrays.fill(sums, 0, columns, 0f);
        for (int row = 0; row < rows; row++) {
            p.get(from + row * columns, values, 0, columns);
            d.get(row * columns, slopes, 0, columns);
            addKept(sums, values, slopes, columns);
        }
        for (int row = 0; row < rows; row++) {
            p.get(from + row * columns, values, 0, columns);
            d.get(row * columns, slopes, 0, columns);
            slope(values, slopes, sums, growth / 2, columns);
            d.put(row * columns, slopes, 0, columns);
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

    private static void invert(float[] sums, int columns) {
        for (int i = 0; i < columns; i++) {
            sums[i] = 1f / sums[i];
        }
    }
}
