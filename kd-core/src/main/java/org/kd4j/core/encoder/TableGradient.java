package org.kd4j.core.encoder;

import java.util.Arrays;

/**
 * The gradient of a table of which every token reads a row: the sum over the tokens that read it, in their order.
 *
 * @param keys table row and token of each, as (row << 32 | token), sorted
 * @param starts in {@code keys} of each table row; one more at the end
 */
record TableGradient(long[] keys, int[] starts) {

    /** @param read the table row of each token */
    static TableGradient of(int[] read) {
        long[] keys = new long[read.length];
        for (int token = 0; token < read.length; token++) {
            keys[token] = (long) read[token] << 32 | token;
        }
        Arrays.sort(keys);
        int[] starts = new int[read.length + 1];
        int count = 0;
        for (int i = 0; i < keys.length; i++) {
            if (i == 0 || keys[i] >> 32 != keys[i - 1] >> 32) {
                starts[count++] = i;
            }
        }
        starts[count] = keys.length;
        return new TableGradient(keys, Arrays.copyOf(starts, count + 1));
    }

    /** The table rows that were read, ascending. */
    int[] rows() {
        int[] rows = new int[size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (int) (keys[starts[i]] >> 32);
        }
        return rows;
    }

    int size() {
        return starts.length - 1;
    }

    /**
     * Adds to one of the rows.
     *
     * @param index 0 to {@link #size()} - 1
     * @param deltas gradient of what each token read [tokens, width]
     * @param gradient of the table
     */
    void add(TrainingWorkspace workspace, int index, NativeFloats deltas, NativeFloats gradient, int width) {
        float[] sum = workspace.chunk(0, width);
        float[] one = workspace.chunk(1, width);
        int at = (int) (keys[starts[index]] >> 32) * width;
        gradient.get(at, sum, 0, width);
        for (int i = starts[index]; i < starts[index + 1]; i++) {
            deltas.get((int) keys[i] * width, one, 0, width);
            RowLoop.add(sum, one, width);
        }
        gradient.put(at, sum, 0, width);
    }
}
