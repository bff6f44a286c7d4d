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

    static List<Shard> of(EncoderInput input, int threads, int heads) {
        List<Shard> shards = new ArrayList<>();
        int row = 0;
        long scores = 0;
        for (Unit unit : Unit.divide(input, threads, ROWS)) {
            shards.add(new Shard(unit, shards.size(), row, Math.toIntExact(scores)));
            row += unit.rows();
            for (int i = 0; i < unit.records().length; i++) {
                scores += (long) heads * unit.tokens(i) * unit.tokens(i);
            }
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
