package org.kd4j.core.encoder;

import java.util.List;

/**
 * Which rows of the tables each token reads, tokens in the order of the batch's rows.
 *
 * @param words row of the table of words
 * @param positions row of the table of positions
 * @param types row of the table of types
 */
record TokenReads(int[] words, int[] positions, int[] types) {

    static TokenReads of(EncoderInput input, List<Shard> shards, int rows, PositionRule rule) {
        TokenReads reads = new TokenReads(new int[rows], new int[rows], new int[rows]);
        for (Shard shard : shards) {
            Unit unit = shard.unit();
            for (int i = 0; i < unit.records().length; i++) {
                int record = unit.records()[i];
                int[] places = rule.rows(input.ids()[record]);
                for (int r = unit.starts()[i]; r < unit.starts()[i + 1]; r++) {
                    int position = unit.positions()[r];
                    reads.words[shard.first() + r] = (int) input.ids()[record][position];
                    reads.positions[shard.first() + r] = places[position];
                    reads.types[shard.first() + r] = (int) input.type(record, position);
                }
            }
        }
        return reads;
    }
}
