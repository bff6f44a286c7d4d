package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShardTest {
    private static final int HEADS = 3;

    /** Records of 100 tokens, behind others that belong to another shard: parts of two or three of them. */
    @Test
    void partsFollowEachOther() {
        Shard shard = shards(2, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100)
                .get(1);
        List<Shard> parts = shard.parts(HEADS);
        assertThat(shard.unit().records()).containsExactly(7, 8, 9, 10, 11, 12, 13);
        assertThat(parts).extracting(part -> part.unit().records().length).containsExactly(2, 3, 2);
        assertThat(parts).extracting(Shard::first).containsExactly(700, 900, 1_200);
        assertThat(parts)
                .extracting(Shard::firstScores)
                .containsExactly(7 * 3 * 10_000, 9 * 3 * 10_000, 12 * 3 * 10_000);
        Unit last = parts.get(2).unit();
        assertThat(last.records()).containsExactly(12, 13);
        assertThat(last.starts()).containsExactly(0, 100, 200);
        assertThat(last.positions()[150]).isEqualTo(50);
        assertThat(last.owners()[99]).isZero();
        assertThat(last.owners()[100]).isEqualTo(1);
    }

    /** The long one is a part of its own, and has the share of several. */
    @Test
    void partsHaveWholeRecordsAndEveryToken() {
        Shard shard = shards(1, 0, 700, 0, 30, 0, 40, 0).get(0);
        List<Shard> parts = shard.parts(HEADS);
        assertThat(parts).extracting(Shard::first).containsExactly(0, 700);
        assertThat(parts).extracting(Shard::end).containsExactly(700, 770);
        assertThat(parts).extracting(Shard::firstScores).containsExactly(0, HEADS * 490_000);
        assertThat(parts.get(1).endScores(HEADS)).isEqualTo(shard.endScores(HEADS));
    }

    @Test
    void fewRowsAreOnePart() {
        assertThat(shards(1, 90, 90, 90).get(0).parts(HEADS)).hasSize(1);
    }

    /** One for each thread, of records of these lengths. */
    private static List<Shard> shards(int threads, int... tokens) {
        long[][] mask = new long[tokens.length][700];
        for (int record = 0; record < tokens.length; record++) {
            for (int t = 0; t < tokens[record]; t++) {
                mask[record][t] = 1;
            }
        }
        EncoderInput input = new EncoderInput(new long[tokens.length][700], Optional.of(mask), Optional.empty());
        return Shard.of(input, threads, HEADS);
    }
}
