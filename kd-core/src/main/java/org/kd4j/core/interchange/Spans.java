package org.kd4j.core.interchange;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Which tokens of two texts are exchanged: as many of both, a share of the shorter one's, padding never among them.
 *
 * @param proportion of the eligible tokens of the text that has fewer, rounded down, but one at least; 0 < p ≤ 1
 * @param consecutive whether they are neighbours, a span in each text, or scattered
 * @param specialTokens whether a text's first and last tokens, such as [CLS] and [SEP], are eligible
 */
public record Spans(double proportion, boolean consecutive, boolean specialTokens) {

    /** Throws {@link IllegalArgumentException} if the proportion is outside its range. */
    public Spans {
        if (!(proportion > 0 && proportion <= 1)) {
            throw new IllegalArgumentException(
                    "proportion: found " + proportion + ", expected a number above 0, up to 1");
        }
    }

    /**
     * Positions in two texts, as many of each; none where a text has no eligible token.
     *
     * @param one ascending
     * @param other ascending
     */
    record Positions(int[] one, int[] other) {}

    /**
     * @param oneTokens length of a text without padding
     * @param otherTokens of another
     */
    Positions draw(int oneTokens, int otherTokens, SplittableRandom random) {
        int skipped = specialTokens ? 0 : 1;
        int one = Math.max(0, oneTokens - 2 * skipped);
        int other = Math.max(0, otherTokens - 2 * skipped);
        int fewer = Math.min(one, other);
        int count = fewer == 0 ? 0 : Math.max(1, share(fewer));
        return new Positions(draw(count, one, skipped, random), draw(count, other, skipped, random));
    }

    /** By the proportion as it is written: 0.29 of 100 are 29, though the product of doubles is less. */
    private int share(int tokens) {
        return BigDecimal.valueOf(proportion)
                .multiply(BigDecimal.valueOf(tokens))
                .intValue();
    }

    /** @param from the first of the eligible ones */
    private int[] draw(int count, int eligible, int from, SplittableRandom random) {
        if (count == 0) {
            return new int[0];
        }
        if (consecutive) {
            int start = from + random.nextInt(eligible - count + 1);
            int[] span = new int[count];
            Arrays.setAll(span, i -> start + i);
            return span;
        }
        return random.ints(from, from + eligible)
                .distinct()
                .limit(count)
                .sorted()
                .toArray();
    }
}
