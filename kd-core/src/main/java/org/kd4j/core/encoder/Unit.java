package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Some records of a batch that one thread takes through all blocks: their tokens, without padding, are the rows of one
 * matrix.
 *
 * @param records index of each record in the batch
 * @param starts row of each record's first token; one more at the end: the number of rows
 * @param positions of each row's token in its record
 * @param owners which of the records each row belongs to
 */
record Unit(int[] records, int[] starts, int[] positions, int[] owners) {

    int rows() {
        return positions.length;
    }

    int tokens(int record) {
        return starts[record + 1] - starts[record];
    }

    /**
     * The records in order, in units of about equal size, as many of them for each thread.
     *
     * @param most tokens of a unit, but for half a record
     */
    static List<Unit> divide(EncoderInput input, int threads, int most) {
        int[][] tokens = new int[input.batch()][];
        long total = 0;
        for (int record = 0; record < tokens.length; record++) {
            tokens[record] = tokens(input, record);
            total += tokens[record].length;
        }
        long count = threads * Math.max(1, (total + (long) threads * most - 1) / ((long) threads * most));
        List<Unit> units = new ArrayList<>();
        int from = 0;
        long before = 0;
        long current = 0;
        for (int record = 0; record < tokens.length; record++) {
            int length = tokens[record].length;
            long unit = length == 0 ? current : (2 * before + length) * count / (2 * total);
            if (unit != current) {
                add(units, tokens, from, record);
                from = record;
                current = unit;
            }
            before += length;
        }
        add(units, tokens, from, tokens.length);
        return units;
    }

    private static void add(List<Unit> units, int[][] tokens, int from, int to) {
        Unit unit = of(tokens, from, to);
        if (unit.rows() > 0) {
            units.add(unit);
        }
    }

    /**
     * Rows of the unit to the positions of its records.
     *
     * @param from rows of the width
     * @param first the unit's first row there
     * @param to [batch, sequence, width]; null: nothing happens
     */
    void copy(NativeFloats from, int first, EncoderInput input, float[] to, int width) {
        if (to == null) {
            return;
        }
        for (int i = 0; i < records.length; i++) {
            for (int row = starts[i]; row < starts[i + 1]; row++) {
                int place = records[i] * input.length() + positions[row];
                from.get((first + row) * width, to, place * width, width);
            }
        }
    }

    /**
     * Rows of the records' first tokens to their records.
     *
     * @param from rows of the width
     * @param first the unit's first row there
     * @param to [batch, width]
     */
    void copyFirsts(NativeFloats from, int first, float[] to, int width) {
        for (int i = 0; i < records.length; i++) {
            if (tokens(i) > 0) {
                from.get((first + starts[i]) * width, to, records[i] * width, width);
            }
        }
    }

    private static int[] tokens(EncoderInput input, int record) {
        int[] positions = new int[input.length()];
        int count = 0;
        for (int position = 0; position < positions.length; position++) {
            if (input.isToken(record, position)) {
                positions[count++] = position;
            }
        }
        return Arrays.copyOf(positions, count);
    }

    private static Unit of(int[][] tokens, int from, int to) {
        int[] records = new int[to - from];
        int[] starts = new int[records.length + 1];
        for (int i = 0; i < records.length; i++) {
            records[i] = from + i;
            starts[i + 1] = starts[i] + tokens[from + i].length;
        }
        int[] positions = new int[starts[records.length]];
        int[] owners = new int[positions.length];
        for (int i = 0; i < records.length; i++) {
            Arrays.fill(owners, starts[i], starts[i + 1], i);
            System.arraycopy(tokens[from + i], 0, positions, starts[i], tokens[from + i].length);
        }
        return new Unit(records, starts, positions, owners);
    }
}
