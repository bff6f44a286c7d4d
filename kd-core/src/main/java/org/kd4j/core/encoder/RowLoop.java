package org.kd4j.core.encoder;

/**
 * Loops over a row, and over the rows of a matrix outside the heap. A loop becomes vector instructions if it reads all its
 * arrays at the same index; not if it reads one at {@code at + i} and another at {@code i}. Hence a row always begins its
 * array.
 */
final class RowLoop {

    /** What is done to a row. */
    @FunctionalInterface
    interface Body {
        void apply(float[] row);
    }

    private RowLoop() {}

    /** Changes the rows [rows, width] in place, after the addition of the bias [width] to each. */
    static void change(Workspace workspace, NativeFloats matrix, int rows, float[] bias, Body body) {
        change(workspace, matrix, 0, rows, bias, body);
    }

    /** The same from one row to another. */
    static void change(Workspace workspace, NativeFloats matrix, int from, int to, float[] bias, Body body) {
        int width = bias.length;
        float[] values = workspace.chunk(width);
        for (int row = from; row < to; row++) {
            matrix.get(row * width, values, 0, width);
            add(values, bias, width);
            body.apply(values);
            matrix.put(row * width, values, 0, width);
        }
    }

    /** Adds the bias [width] to the rows {@code from} to {@code to}. */
    static void addBias(Workspace workspace, NativeFloats matrix, int from, int to, float[] bias) {
        change(workspace, matrix, from, to, bias, row -> {});
    }

    /** Adds the rows {@code from} to {@code to} of a matrix to {@code sums} [width]. */
    static void addRows(Workspace workspace, NativeFloats matrix, int from, int to, float[] sums) {
        int width = sums.length;
        float[] values = workspace.chunk(width);
        for (int row = from; row < to; row++) {
            matrix.get(row * width, values, 0, width);
            add(sums, values, width);
        }
    }

    static void add(float[] row, float[] other, int width) {
        for (int i = 0; i < width; i++) {
            row[i] += other[i];
        }
    }

    static void multiply(float[] row, float[] other, int width) {
        for (int i = 0; i < width; i++) {
            row[i] *= other[i];
        }
    }
}
