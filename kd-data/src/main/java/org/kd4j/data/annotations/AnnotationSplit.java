package org.kd4j.data.annotations;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.seed.Seeds;

/**
 * Draws the part of each item, annotator or label by the seed and its id alone, so that a split depends neither on the order
 * of a file nor on what else it holds.
 *
 * @param by what is drawn
 * @param train expected share of them in {@link Part#TRAIN}, above 0
 * @param dev expected share in {@link Part#DEV}
 * @param test expected share in {@link Part#TEST}; the shares sum to 1
 * @param seed the run's seed
 */
public record AnnotationSplit(SplitBy by, double train, double dev, double test, long seed) {
    private static final double ROUNDING = 1e-9;
    private static final int LONG_DIGITS = 16;

    /** Throws {@link IllegalArgumentException} if the shares are not those of a whole. */
    public AnnotationSplit {
        boolean shares = train > 0 && dev >= 0 && test >= 0 && Math.abs(train + dev + test - 1) <= ROUNDING;
        if (!shares) {
            throw new IllegalArgumentException("shares of train, dev and test: found " + train + ", " + dev + " and "
                    + test + ", expected numbers that sum to 1, the first above 0");
        }
    }

    /**
     * The parts of all items, annotators or labels that there are.
     *
     * @throws InvalidInput if a part that has a share remains empty
     */
    public Parts of(AnnotatedItems items) {
        Map<List<String>, Part> parts = Parts.keys(by, items, this::draw);
        for (Part part : Part.values()) {
            if (share(part) > 0 && !parts.containsValue(part)) {
                String unit = by.name().toLowerCase(Locale.ROOT);
                throw new InvalidInput(
                        "split by " + unit + " with the seed " + seed,
                        "no " + unit + " of " + parts.size() + " in " + part.title(),
                        "at least one",
                        "Take another seed or other shares, or give a file of parts.");
            }
        }
        return new Parts(by, parts, "split with the seed " + seed);
    }

    private double share(Part part) {
        return switch (part) {
            case TRAIN -> train;
            case DEV -> dev;
            case TEST -> test;
        };
    }

    private Part draw(List<String> key) {
        Sha256 hash = new Sha256();
        key.forEach(hash::add);
        long index = Long.parseUnsignedLong(hash.hex(), 0, LONG_DIGITS, 16);
        double drawn = Seeds.stream(seed, "annotations by " + by, index).nextDouble();
        double upTo = 0;
        Part last = Part.TRAIN;
        for (Part part : Part.values()) {
            upTo += share(part);
            last = share(part) > 0 ? part : last;
            if (drawn < upTo) {
                return last;
            }
        }
        return last;
    }
}
