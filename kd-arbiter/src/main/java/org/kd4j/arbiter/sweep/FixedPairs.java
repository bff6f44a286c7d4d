package org.kd4j.arbiter.sweep;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.kd4j.core.seed.Seeds;
import org.kd4j.core.training.BatchOrder;
import org.kd4j.data.batching.LengthBuckets;

/** Records that stay pairs in all epochs: two of similar length each, and three of an odd number. */
final class FixedPairs {
    private FixedPairs() {}

    /** Batches of whole pairs of similar length, in a new order every epoch. */
    static BatchOrder order(int[][] tokens, int batchSize, long seed) {
        int[][] pairs = pairs(tokens, batchSize, seed);
        int[][] longer = Arrays.stream(pairs)
                .map(pair -> IntStream.of(pair)
                        .mapToObj(row -> tokens[row])
                        .max((a, b) -> Integer.compare(a.length, b.length))
                        .orElseThrow())
                .toArray(int[][]::new);
        int pairsOfABatch = Math.max(1, batchSize / 2);
        return BatchOrder.inPairs(
                pairs,
                epoch -> LengthBuckets.of(longer, pairsOfABatch, seed, epoch).toArray(int[][]::new));
    }

    private static int[][] pairs(int[][] tokens, int batchSize, long seed) {
        int[] order = LengthBuckets.of(tokens, Math.max(2, batchSize), Seeds.derive(seed, "pairs", 0), 0).stream()
                .flatMapToInt(IntStream::of)
                .toArray();
        int[][] pairs = new int[Math.max(1, order.length / 2)][];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = Arrays.copyOfRange(order, 2 * i, i == pairs.length - 1 ? order.length : 2 * i + 2);
        }
        return pairs;
    }
}
