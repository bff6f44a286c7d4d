package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Some records of a batch that one thread takes through one or more blocks: their tokens, without padding, are the rows of one
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
        int[] lengths = new int[tokens.length];
        for (int record = 0; record < tokens.length; record++) {
            tokens[record] = tokens(input, record);
            lengths[record] = tokens[record].length;
        }
        long total = Arrays.stream(lengths).asLongStream().sum();
        long count = threads * Math.max(1, (total + (long) threads * most - 1) / ((long) threads * most));
        return divide(lengths, count, (from, to) -> of(tokens, from, to));
    }

    /** Its records in order, in about so many units of about equal size. */
    List<Unit> divide(int count) {
        int[] lengths = IntStream.range(0, records.length).map(this::tokens).toArray();
        return divide(lengths, count, this::slice);
    }

    /** A record belongs to the unit in whose share of all tokens its middle lies; units without tokens are left out. */
    private static List<Unit> divide(int[] lengths, long count, BiFunction<Integer, Integer, Unit> unitOf) {
        long total = Arrays.stream(lengths).asLongStream().sum();
        List<Unit> units = new ArrayList<>();
        int from = 0;
        long before = 0;
        long current = 0;
        for (int record = 0; record < lengths.length; record++) {
            int length = lengths[record];
            long unit = length == 0 ? current : (2 * before + length) * count / (2 * total);
            if (unit != current) {
                add(units, unitOf.apply(from, record));
                from = record;
                current = unit;
            }
            before += length;
        }
        add(units, unitOf.apply(from, lengths.length));
        return units;
    }

    private static void add(List<Unit> units, Unit unit) {
        if (unit.rows() > 0) {
            units.add(unit);
        }
    }

    /** Some of its records, as a unit of their own. */
    private Unit slice(int from, int to) {
        int first = starts[from];
        int end = starts[to];
        return new Unit(
                Arrays.copyOfRange(records, from, to),
                Arrays.stream(starts, from, to + 1).map(row -> row - first).toArray(),
                Arrays.copyOfRange(positions, first, end),
                Arrays.stream(owners, first, end).map(owner -> owner - from).toArray());
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
