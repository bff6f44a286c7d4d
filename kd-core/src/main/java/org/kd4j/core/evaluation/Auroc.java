package org.kd4j.core.evaluation;

import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Area under the ROC curve: how likely a positive record has a higher score than a negative one, equal scores counting
 * one half. It is the Mann-Whitney statistic over the number of pairs.
 *
 * <p>Hanley, McNeil: The meaning and use of the area under a receiver operating characteristic (ROC) curve,
 * Radiology 143, 1982.
 */
final class Auroc {
    private Auroc() {}

    /**
     * @param positive whether the record at a row is one
     * @param scores [n], higher for what is more likely positive; infinite ones are in order too
     * @param order of the rows, as {@link #order} gives it
     * @param chosen which rows count
     * @return 0 … 1; empty, that is undefined, where all records that count are of one class or there are none
     */
    static OptionalDouble of(IntPredicate positive, double[] scores, int[] order, IntPredicate chosen) {
        long positives = 0;
        long negatives = 0;
        long doubledPairs = 0;
        for (int begin = 0; begin < order.length; ) {
            int end = begin;
            long equalPositives = 0;
            long equalNegatives = 0;
            while (end < order.length && scores[order[end]] == scores[order[begin]]) {
                if (chosen.test(order[end])) {
                    boolean isPositive = positive.test(order[end]);
                    equalPositives += isPositive ? 1 : 0;
                    equalNegatives += isPositive ? 0 : 1;
                }
                end++;
            }
            doubledPairs += equalPositives * (2 * negatives + equalNegatives);
            positives += equalPositives;
            negatives += equalNegatives;
            begin = end;
        }
        if (positives == 0 || negatives == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of((double) doubledPairs / 2 / positives / negatives);
    }

    /**
     * Rows by rising score.
     *
     * @throws IllegalArgumentException if a score is NaN
     */
    static int[] order(double[] scores) {
        for (int i = 0; i < scores.length; i++) {
            if (Double.isNaN(scores[i])) {
                throw new IllegalArgumentException("score of record " + i + ": found NaN, expected a number");
            }
        }
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> scores[row]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
