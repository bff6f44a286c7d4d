package org.kd4j.arbiter.config;

import java.util.Locale;
import org.kd4j.data.annotations.AnnotationSplit;
import org.kd4j.data.annotations.SplitBy;

/**
 * How one file becomes train, dev and test.
 *
 * @param by what stays together
 * @param train share of it, > 0
 * @param dev > 0
 * @param test ≥ 0; the shares sum to 1
 * @param seed of the draw
 * @param parts path of a file that says which item, annotator or label is in which part, as a run's {@code split.csv} does;
 *     null: they are drawn
 */
public record SplitConfig(By by, double train, double dev, double test, long seed, String parts) {

    /** What stays together in a part. */
    public enum By {
        /** All labels of an item. */
        ITEM,
        /** All labels of an annotator. */
        ANNOTATOR,
        /** Nothing: labels are drawn one by one. */
        RANDOM
    }

    public SplitConfig {
        Check.present("by", by);
        if (!(dev > 0)) {
            throw new InvalidValue("dev", dev, "a number > 0, because choices are made on dev");
        }
        try {
            split(by, train, dev, test, seed);
        } catch (IllegalArgumentException e) {
            throw new InvalidValue(
                    "train",
                    train + " with dev " + dev + " and test " + test,
                    "shares > 0, test perhaps 0, that sum to 1");
        }
    }

    public AnnotationSplit toSplit() {
        return split(by, train, dev, test, seed);
    }

    private static AnnotationSplit split(By by, double train, double dev, double test, long seed) {
        return new AnnotationSplit(
                by == By.RANDOM ? SplitBy.LABEL : SplitBy.valueOf(by.name()), train, dev, test, seed);
    }

    /** For people to read. */
    @Override
    public String toString() {
        return parts == null ? "by " + by.name().toLowerCase(Locale.ROOT) + ", seed " + seed : "by " + parts;
    }
}
