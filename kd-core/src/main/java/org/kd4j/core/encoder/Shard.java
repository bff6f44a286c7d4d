package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.List;

/**
 * A unit, and where its rows lie in the matrices of the whole batch.
 *
 * @param index of the unit
 * @param first row of its first token
 * @param firstScores where its attention probabilities begin; each record has heads · tokens² of them
 */
record Shard(Unit unit, int index, int first, int firstScores) {
    /** More than without training: each unit reads all weights, and what it writes is too much for a cache anyway. */
    private static final int ROWS = 1_024;

    /** Rows of a part, about: fewer take longer in all, as each part reads all weights. */
    private static final int PART_ROWS = 256;

    static List<Shard> of(EncoderInput input, int threads, int heads) {
        return of(Unit.divide(input, threads, ROWS), 0, 0, heads);
    }

    /** Its records in order, in shards that lie where they lie; {@link #index} counts among these. */
    List<Shard> parts(int heads) {
        return of(unit.divide(Math.max(1, (rows() + PART_ROWS / 2) / PART_ROWS)), first, firstScores, heads);
    }

    private static List<Shard> of(List<Unit> units, int first, int firstScores, int heads) {
        List<Shard> shards = new ArrayList<>();
        int row = first;
        long scores = firstScores;
        for (Unit unit : units) {
            Shard shard = new Shard(unit, shards.size(), row, Math.toIntExact(scores));
            shards.add(shard);
            row = shard.end();
            scores = shard.endScores(heads);
        }
        return shards;
    }

    /** Where the attention probabilities of a group begin. */
    int scores(Attention.Group group, int heads) {
        int at = firstScores;
        for (int i = 0; i < group.index(); i++) {
            at += heads * unit.tokens(i) * unit.tokens(i);
        }
        return at + group.firstScore();
    }

    int rows() {
        return unit.rows();
    }

    /** First row behind it. */
    int end() {
        return first + unit.rows();
    }

    /** First place behind its attention probabilities. */
    long endScores(int heads) {
        long scores = firstScores;
        for (int i = 0; i < unit.records().length; i++) {
            scores += (long) heads * unit.tokens(i) * unit.tokens(i);
        }
        return scores;
    }
}
