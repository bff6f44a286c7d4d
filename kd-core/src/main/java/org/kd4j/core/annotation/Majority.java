package org.kd4j.core.annotation;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.kd4j.core.seed.Seeds;

/**
 * One label of several: the one that was given most often.
 *
 * @param ties what happens where there is no such one
 * @param positive the positive class, for {@link TiePolicy#POSITIVE}
 * @param prior how often each class is given over all items, [classes], for {@link TiePolicy#PRIOR}
 * @param seed for {@link TiePolicy#SEEDED_RANDOM}
 */
public record Majority(TiePolicy ties, int positive, double[] prior, long seed) {

    /**
     * With the classes' shares among these labels for a prior.
     *
     * @param classes number of classes; the last is the positive one
     */
    public static Majority of(TiePolicy ties, Annotations annotations, int classes, long seed) {
        double[] prior = new double[classes];
        for (int[] labels : annotations.labels()) {
            for (int label : labels) {
                prior[label]++;
            }
        }
        return new Majority(ties, classes - 1, prior, seed);
    }

    /**
     * @param id of the item
     * @param labels of the item, in any order
     * @return empty without labels, and for a tie that is dropped
     */
    public OptionalInt of(String id, int[] labels) {
        int[] counts = new int[prior.length];
        for (int label : labels) {
            counts[label]++;
        }
        int most = Arrays.stream(counts).max().orElse(0);
        if (most == 0) {
            return OptionalInt.empty();
        }
        int[] tied = IntStream.range(0, counts.length)
                .filter(label -> counts[label] == most)
                .toArray();
        return tied.length == 1 ? OptionalInt.of(tied[0]) : broken(id, tied);
    }

    private OptionalInt broken(String id, int[] tied) {
        return switch (ties) {
            case SMALLEST -> OptionalInt.of(tied[0]);
            case LARGEST -> OptionalInt.of(tied[tied.length - 1]);
            case POSITIVE ->
                OptionalInt.of(IntStream.of(tied).anyMatch(label -> label == positive) ? positive : tied[0]);
            case PRIOR -> OptionalInt.of(mostFrequent(tied));
            case DROP -> OptionalInt.empty();
            case SEEDED_RANDOM ->
                OptionalInt.of(tied[Seeds.stream(seed, "ties", List.of(id)).nextInt(tied.length)]);
        };
    }

    private int mostFrequent(int[] tied) {
        int best = tied[0];
        for (int label : tied) {
            best = prior[label] > prior[best] ? label : best;
        }
        return best;
    }
}
