package org.kd4j.core.training;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How many records counted how much, where an objective weighs records. The bins are the same whatever weighs them: 0 and 1
 * have one each, and each other one holds its upper end.
 *
 * @param counts of records, one for each of {@link #BINS}
 */
public record WeightHistogram(List<Long> counts) {
    private static final double[] UPPER_ENDS = {0, 1, 1.25, 1.5, 1.75, 2, 4, 8, 16, 64};

    /** What the bins hold, by rising weight. */
    public static final List<String> BINS = List.of(
            "0",
            "1",
            "1 to 1.25",
            "1.25 to 1.5",
            "1.5 to 1.75",
            "1.75 to 2",
            "2 to 4",
            "4 to 8",
            "8 to 16",
            "16 to 64",
            "over 64");

    /** Without a record. */
    public static final WeightHistogram EMPTY =
            new WeightHistogram(Stream.generate(() -> 0L).limit(BINS.size()).toList());

    /** Throws {@link IllegalArgumentException} if there is not one count ≥ 0 a bin. */
    public WeightHistogram {
        counts = List.copyOf(counts);
        if (counts.size() != BINS.size() || counts.stream().anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException(
                    "counts of weights: found " + counts + ", expected " + BINS.size() + " numbers ≥ 0");
        }
    }

    /** This with more records, whose weights are ≥ 0. */
    WeightHistogram with(double... weights) {
        long[] sums = toArray();
        for (double weight : weights) {
            sums[bin(weight)]++;
        }
        return of(sums);
    }

    static WeightHistogram of(long... counts) {
        return new WeightHistogram(LongStream.of(counts).boxed().toList());
    }

    long[] toArray() {
        return counts.stream().mapToLong(Long::longValue).toArray();
    }

    private static int bin(double weight) {
        return (int) DoubleStream.of(UPPER_ENDS).takeWhile(end -> weight > end).count();
    }
}
