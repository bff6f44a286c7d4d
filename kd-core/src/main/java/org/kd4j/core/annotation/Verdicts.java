package org.kd4j.core.annotation;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;

/**
 * What juries find of one item.
 *
 * @param shares of the juries that find each class, [classes]
 * @param hung share of those that find none, because a tie is none; with the others it sums to 1
 */
public record Verdicts(double[] shares, double hung) {

    /**
     * A jury finds what most of its jurors say.
     *
     * @param id of the item
     * @param juries numbers of the jurors of each, at least one jury
     * @param labels what each juror says, by number
     * @param ties what a jury finds where as many say one thing as another
     */
    public static Verdicts of(String id, List<int[]> juries, IntUnaryOperator labels, Majority ties) {
        double[] counts = new double[ties.prior().length];
        int hung = 0;
        for (int[] jury : juries) {
            OptionalInt verdict = ties.of(id, Arrays.stream(jury).map(labels).toArray());
            if (verdict.isPresent()) {
                counts[verdict.getAsInt()]++;
            } else {
                hung++;
            }
        }
        for (int c = 0; c < counts.length; c++) {
            counts[c] /= juries.size();
        }
        return new Verdicts(counts, (double) hung / juries.size());
    }
}
