package org.kd4j.data.batching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.kd4j.core.seed.Seeds;

/**
 * An epoch's batches of records of similar length, so that little of a padded batch is padding. Records are shuffled,
 * cut into pools of {@value #POOL} batches, sorted by length within each pool, and the batches shuffled.
 */
public final class LengthBuckets {
    private static final int POOL = 50;

    private LengthBuckets() {}

    /**
     * @param tokens token ids without padding, a row a record
     * @param batchSize records a batch, ≥ 1; one batch may have fewer
     * @param seed the run's seed
     * @param epoch which epoch, from 0; the same (seed, epoch) gives the same batches
     * @return the rows of each batch; every row is in one of them
     */
    public static List<int[]> of(int[][] tokens, int batchSize, long seed, long epoch) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batchSize: found " + batchSize + ", expected at least 1");
        }
        int[] order = sortedWithinPools(tokens, Math.multiplyExact(batchSize, POOL), seed, epoch);
        List<int[]> batches = new ArrayList<>();
        for (int begin = 0; begin < order.length; begin += batchSize) {
            batches.add(Arrays.copyOfRange(order, begin, Math.min(begin + batchSize, order.length)));
        }
        int[] shuffled = Seeds.permutation(batches.size(), Seeds.stream(seed, "order of batches", epoch));
        return Arrays.stream(shuffled).mapToObj(batches::get).toList();
    }

    private static int[] sortedWithinPools(int[][] tokens, int pool, long seed, long epoch) {
        int[] rows = Seeds.permutation(tokens.length, Seeds.stream(seed, "order of records", epoch));
        for (int begin = 0; begin < rows.length; begin += pool) {
            int[] sorted = Arrays.stream(rows, begin, Math.min(begin + pool, rows.length))
                    .boxed()
                    .sorted(Comparator.comparingInt(row -> tokens[row].length))
                    .mapToInt(Integer::intValue)
                    .toArray();
            System.arraycopy(sorted, 0, rows, begin, sorted.length);
        }
        return rows;
    }
}
