package org.kd4j.core.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalDouble;

/**
 * Area under the ROC curve: how likely a positive record has a higher score than a negative one, equal scores counting
 * one half. It is the Mann-Whitney statistic over the number of pairs, computed from mid-ranks.
 *
 * <p>Hanley, McNeil: The meaning and use of the area under a receiver operating characteristic (ROC) curve,
 * Radiology 143, 1982.
 */
final class Auroc {
    private Auroc() {}

    /**
     * @param positive [n]
     * @param scores [n], higher for what is more likely positive; infinite ones are in order too
     * @return 0 … 1; empty, that is undefined, where all records are of one class or there are none
     * @throws IllegalArgumentException if the lengths differ or a score is NaN
     */
    static OptionalDouble of(boolean[] positive, double[] scores) {
        Integer[] order = order(positive, scores);
        long positives = 0;
        long doubledRanks = 0;
        for (int begin = 0; begin < order.length; ) {
            int end = begin;
            long positivesAmongEqual = 0;
            while (end < order.length && scores[order[end]] == scores[order[begin]]) {
                positivesAmongEqual += positive[order[end]] ? 1 : 0;
                end++;
            }
            // Ranks begin + 1 to end have the mean (begin + 1 + end) / 2.
            doubledRanks += positivesAmongEqual * (begin + 1L + end);
            positives += positivesAmongEqual;
            begin = end;
        }
        long negatives = order.length - positives;
        if (positives == 0 || negatives == 0) {
            return OptionalDouble.empty();
        }
        double doubledPairs = doubledRanks - positives * (positives + 1);
        return OptionalDouble.of(doubledPairs / 2 / positives / negatives);
    }

    private static Integer[] order(boolean[] positive, double[] scores) {
        if (positive.length != scores.length) {
            throw new IllegalArgumentException(
                    positive.length + " labels and " + scores.length + " scores: expected as many");
        }
        Integer[] order = new Integer[scores.length];
        for (int i = 0; i < order.length; i++) {
            if (Double.isNaN(scores[i])) {
                throw new IllegalArgumentException("score of record " + i + ": found NaN, expected a number");
            }
            order[i] = i;
        }
        Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
        return order;
    }
}
