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
            for (int i = 0; i < count; i++) {
                add(chunk, i * width, bias, width);
            }
            body.apply(chunk, count);
            matrix.put(row * width, chunk, 0, count * width);
        }
    }

    static void add(float[] values, int at, float[] bias, int width) {
        for (int i = 0; i < width; i++) {
            values[at + i] += bias[i];
        }
    }
}
