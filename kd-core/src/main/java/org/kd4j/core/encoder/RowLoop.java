package org.kd4j.core.encoder;

/** Passes over the rows of a matrix outside the heap, a few rows at a time through an array. */
final class RowLoop {

    /** What is done to some rows at once. */
    @FunctionalInterface
    interface Body {
        void apply(float[] values, int rows);
    }

    private RowLoop() {}

    /** Changes the rows [rows, width] in place, after the addition of the bias [width] to each. */
    static void change(Workspace workspace, NativeFloats matrix, int rows, float[] bias, Body body) {
        int width = bias.length;
        int step = Math.max(1, Workspace.CHUNK / width);
        float[] chunk = workspace.chunk(step * width);
        for (int row = 0; row < rows; row += step) {
            int count = Math.min(step, rows - row);
            matrix.get(row * width, chunk, 0, count * width);
            add(chunk, count, bias);
            body.apply(chunk, count);
            matrix.put(row * width, chunk, 0, count * width);
        }
    }

    /** Adds the bias [width] to each row. */
    static void add(float[] values, int rows, float[] bias) {
        for (int row = 0; row < rows; row++) {
            add(values, row * bias.length, bias, bias.length);
        }
    }

    /** Adds the sum of the rows [rows, width] to {@code sums} [width]. */
    static void addRows(float[] sums, float[] values, int rows) {
        for (int row = 0; row < rows; row++) {
            addRow(sums, values, row * sums.length);
        }
    }

    private static void addRow(float[] sums, float[] values, int at) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += values[at + i];
        }
    }

    static void add(float[] values, int at, float[] bias, int width) {
        for (int i = 0; i < width; i++) {
            values[at + i] += bias[i];
        }
    }
}
