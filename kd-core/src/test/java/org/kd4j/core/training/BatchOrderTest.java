package org.kd4j.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchOrderTest {

    @ParameterizedTest
    @CsvSource({"2, 4", "3, 4", "4, 4", "16, 4", "17, 4", "17, 2", "23, 6", "23, 100"})
    void pairsStayTogetherAndThreeComeLast(int records, int batchSize) {
        int[][] pairs = pairs(records);
        BatchOrder order = BatchOrder.inPairs(pairs, BatchOrder.shuffled(pairs.length, batchSize / 2, 5));
        Set<String> epochs = new HashSet<>();
        for (int epoch = 0; epoch < 5; epoch++) {
            int[][] batches = order.batches(epoch);
            epochs.add(Arrays.deepToString(batches));
            assertThat(order.batches(epoch)).isDeepEqualTo(batches);
            assertThat(Arrays.stream(batches).flatMapToInt(IntStream::of).sorted())
                    .containsExactlyElementsOf(
                            IntStream.range(0, records).boxed().toList());
            for (int[] batch : batches) {
                assertThat(batch).hasSizeLessThanOrEqualTo(batchSize + 1);
                assertWholePairs(batch, pairs);
            }
        }
        assertThat(epochs.size() > 1).isEqualTo(pairs.length > 1);
    }

    /** In the order that each has in itself. */
    private static void assertWholePairs(int[] batch, int[][] pairs) {
        for (int from = 0; from < batch.length; ) {
            int size = batch.length - from == 3 ? 3 : 2;
            assertThat(Arrays.copyOfRange(batch, from, from + size))
                    .as("from %d of %s", from, Arrays.toString(batch))
                    .isIn((Object[]) pairs);
            from += size;
        }
    }

    /** Rows that are no neighbours, the larger first, and three at the beginning where their number is odd. */
    private static int[][] pairs(int records) {
        int[] rows = IntStream.range(0, records).map(i -> records - 1 - i).toArray();
        int[][] pairs = new int[records / 2][];
        for (int i = 0, from = 0; i < pairs.length; i++) {
            int size = i == 0 ? 2 + records % 2 : 2;
            pairs[i] = Arrays.copyOfRange(rows, from, from + size);
            from += size;
        }
        return pairs;
    }
}
