package org.kd4j.core.interchange;

import java.util.Arrays;

/**
 * Which tokens of a base record get the values of which tokens of a source record, one by one.
 *
 * @param base the record whose values are overwritten, by its place in its batch
 * @param source the record that the values come from, by its place in its batch
 * @param basePositions from 0, each once; what is padding there stays as it is
 * @param sourcePositions as many; padding there has no state, and overwrites nothing
 */
public record Exchange(int base, int source, int[] basePositions, int[] sourcePositions) {

    /** Throws {@link IllegalArgumentException} if one is negative, or comes twice, or there are not as many of both. */
    public Exchange {
        if (base < 0 || source < 0) {
            throw new IllegalArgumentException(
                    "interchange: found records " + base + " and " + source + ", expected places in a batch, from 0");
        }
        if (basePositions.length != sourcePositions.length) {
            throw new IllegalArgumentException("interchange of record " + base + ": found " + basePositions.length
                    + " positions that are overwritten and " + sourcePositions.length
                    + " of source, expected as many");
        }
        if (Arrays.stream(basePositions).distinct().count() < basePositions.length) {
            throw new IllegalArgumentException("interchange of record " + base + ": found positions "
                    + Arrays.toString(basePositions) + ", expected each once");
        }
    }

    /** A span of tokens each. */
    public static Exchange ofSpans(int base, int baseStart, int source, int sourceStart, int length) {
        return new Exchange(base, source, span(baseStart, length), span(sourceStart, length));
    }

    private static int[] span(int start, int length) {
        int[] positions = new int[length];
        Arrays.setAll(positions, i -> start + i);
        return positions;
    }
}
