package org.kd4j.data.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LengthBucketsTest {

    @ParameterizedTest
    @CsvSource({"0,32", "1,32", "32,32", "33,32", "1000,7", "5000,32", "3,1"})
    void putsEveryRowInOneBatchAndFillsAllButOne(int records, int batchSize) {
        List<int[]> batches = LengthBuckets.of(tokens(records), batchSize, 1, 0);

        assertThat(batches.stream().flatMapToInt(Arrays::stream).sorted())
                .containsExactlyElementsOf(IntStream.range(0, records).boxed().toList());
        assertThat(batches).hasSize((records + batchSize - 1) / batchSize);
        assertThat(batches.stream().filter(batch -> batch.length != batchSize)).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void dependsOnSeedAndEpochAlone() {
        int[][] tokens = tokens(500);
        int[][] batches = batches(tokens, 1, 0);

        assertThat(batches(tokens, 1, 0)).isDeepEqualTo(batches);
        assertThat(Arrays.deepEquals(batches(tokens, 1, 1), batches)).isFalse();
        assertThat(Arrays.deepEquals(batches(tokens, 2, 0), batches)).isFalse();
    }

    @Test
    void spendsLittleOnPadding() {
        int[][] tokens = tokens(10_000);
        long words = Arrays.stream(tokens).mapToLong(row -> row.length).sum();
        long padded = Arrays.stream(batches(tokens, 1, 0))
                .mapToLong(batch -> (long) batch.length * longest(tokens, batch))
                .sum();

        assertThat(padded / (double) words).isBetween(1.0, 1.05);
    }

    @Test
    void doesNotGiveBatchesInTheOrderOfTheirLength() {
        int[][] tokens = tokens(10_000);
        int[][] batches = batches(tokens, 1, 0);
        long rises = IntStream.range(1, batches.length)
                .filter(i -> longest(tokens, batches[i]) > longest(tokens, batches[i - 1]))
                .count();

        assertThat(rises).isBetween(batches.length / 3L, batches.length * 2L / 3);
    }

    @Test
    void rejectsABatchOfNothing() {
        assertThatThrownBy(() -> LengthBuckets.of(tokens(5), 0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static int[][] batches(int[][] tokens, long seed, long epoch) {
        return LengthBuckets.of(tokens, 32, seed, epoch).toArray(int[][]::new);
    }

    private static int longest(int[][] tokens, int[] batch) {
        return Arrays.stream(batch).map(row -> tokens[row].length).max().orElseThrow();
    }

    /** Rows of 0 to 63 tokens. */
    private static int[][] tokens(int records) {
        SplittableRandom random = new SplittableRandom(11);
        return IntStream.range(0, records)
                .mapToObj(i -> new int[random.nextInt(64)])
                .toArray(int[][]::new);
    }
}
