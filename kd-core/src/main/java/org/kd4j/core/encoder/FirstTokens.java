package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The first tokens of a batch's records, as rows of their own.
 *
 * @param shard of these rows
 * @param rows where each is among the rows of the whole batch, ascending
 * @param starts which of these rows is the first of each shard of the batch; one more at the end
 */
record FirstTokens(Shard shard, int[] rows, int[] starts) {

    /** Of all records that have a token. */
    static FirstTokens of(List<Shard> shards) {
        List<int[]> firsts = new ArrayList<>();
        int[] starts = new int[shards.size() + 1];
        for (Shard shard : shards) {
            Unit unit = shard.unit();
            for (int i = 0; i < unit.records().length; i++) {
                if (unit.tokens(i) > 0) {
                    int row = unit.starts()[i];
                    firsts.add(new int[] {unit.records()[i], unit.positions()[row], shard.first() + row});
                }
            }
            starts[shard.index() + 1] = firsts.size();
        }
        return of(firsts, starts);
    }

    private static FirstTokens of(List<int[]> firsts, int[] starts) {
        int count = firsts.size();
        Unit unit = new Unit(new int[count], new int[count + 1], new int[count], new int[count]);
        int[] rows = new int[count];
        for (int i = 0; i < count; i++) {
            unit.records()[i] = firsts.get(i)[0];
            unit.positions()[i] = firsts.get(i)[1];
            unit.starts()[i + 1] = i + 1;
            unit.owners()[i] = i;
            rows[i] = firsts.get(i)[2];
        }
        return new FirstTokens(new Shard(unit, 0, 0, 0), rows, starts);
    }

    int count() {
        return rows.length;
    }

    /** How many of them a shard has. */
    int count(Shard shard) {
        return starts[shard.index() + 1] - starts[shard.index()];
    }

    /** The first of a shard's. */
    int start(Shard shard) {
        return starts[shard.index()];
    }

    /** What is done for a record that has tokens. */
    @FunctionalInterface
    interface Body {
        /** @param first which of the first tokens is the record's */
        void apply(Attention.Tokens record, int first);
    }

    /** The records of a shard, by where they are in the whole batch. */
    void forEachRecord(Shard of, Body body) {
        AtomicInteger next = new AtomicInteger(start(of));
        Attention.forEachRecord(of.unit(), of.first(), record -> body.apply(record, next.getAndIncrement()));
    }

    /** Copies a shard's rows of them out of the whole batch's. */
    void gather(Shard of, NativeFloats whole, NativeFloats target, int width) {
        float[] values = new float[width];
        for (int i = start(of); i < start(of) + count(of); i++) {
            whole.get(rows[i] * width, values, 0, width);
            target.put(i * width, values, 0, width);
        }
    }

    /** Adds a shard's rows of them to the whole batch's. */
    void add(Shard of, NativeFloats firsts, NativeFloats whole, int width) {
        float[] values = new float[width];
        float[] sums = new float[width];
        for (int i = start(of); i < start(of) + count(of); i++) {
            firsts.get(i * width, values, 0, width);
            whole.get(rows[i] * width, sums, 0, width);
            RowLoop.add(sums, values, width);
            whole.put(rows[i] * width, sums, 0, width);
        }
    }
}
