package org.kd4j.core.training;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.kd4j.core.seed.Seeds;

/** Which rows of a data set make the batches of an epoch; the same for the same epoch, whenever it is asked. */
@FunctionalInterface
public interface BatchOrder {

    /**
     * @param epoch from 0
     * @return the batches in the order of the steps, each the rows of its records; every row once
     */
    int[][] batches(int epoch);

    /**
     * A new permutation for every epoch, cut into batches; the last may be smaller.
     *
     * @param records number of rows, ≥ 1
     * @param batchSize ≥ 1
     */
    static BatchOrder shuffled(int records, int batchSize, long seed) {
        return epoch -> cut(Seeds.permutation(records, Seeds.stream(seed, "batch order", epoch)), batchSize);
    }

    /** The order of the records in every epoch, cut into batches; the last may be smaller. */
    static BatchOrder asRead(int records, int batchSize) {
        int[][] batches = cut(IntStream.range(0, records).toArray(), batchSize);
        return epoch -> batches;
    }

    /**
     * Batches of whole pairs, which stay together in every epoch.
     *
     * @param pairs the rows of each, two, or three if the number of rows is odd; every row once
     * @param order of the pairs
     */
    static BatchOrder inPairs(int[][] pairs, BatchOrder order) {
        return epoch -> Arrays.stream(order.batches(epoch))
                .map(batch -> rows(pairs, batch))
                .toArray(int[][]::new);
    }

    /** Two before three, so that the place of a row says which pair it belongs to. */
    private static int[] rows(int[][] pairs, int[] batch) {
        return IntStream.of(batch)
                .mapToObj(pair -> pairs[pair])
                .sorted(Comparator.comparingInt(pair -> pair.length))
                .flatMapToInt(IntStream::of)
                .toArray();
    }

    private static int[][] cut(int[] order, int batchSize) {
        int[][] batches = new int[(order.length + batchSize - 1) / batchSize][];
        for (int b = 0; b < batches.length; b++) {
            batches[b] = Arrays.copyOfRange(order, b * batchSize, Math.min(order.length, (b + 1) * batchSize));
        }
        return batches;
    }
}
