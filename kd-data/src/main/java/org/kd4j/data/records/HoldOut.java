package org.kd4j.data.records;

import java.util.function.Predicate;
import org.datavec.api.records.reader.RecordReader;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.seed.Seeds;

/**
 * Splits a training set where there is no development set. Each text is on the side that its hash and the seed say, so
 * the split depends neither on the order of the records nor on the others, and equal texts stay together.
 *
 * @param fraction expected share of the texts that are held out, between 0 and 1
 * @param seed the run's seed
 */
public record HoldOut(double fraction, long seed) {
    private static final int LONG_DIGITS = 16;

    /** Throws {@link IllegalArgumentException} if the fraction is not between 0 and 1. */
    public HoldOut {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException("fraction: found " + fraction + ", expected a number between 0 and 1");
        }
    }

    /** The records to train on. */
    public RecordReader kept(RecordReader reader) {
        return new FilteredReader(reader, Predicate.not(this::holdsOut));
    }

    /** The records to develop on. */
    public RecordReader heldOut(RecordReader reader) {
        return new FilteredReader(reader, this::holdsOut);
    }

    private boolean holdsOut(String text) {
        long hash = Long.parseUnsignedLong(Sha256.ofText(text), 0, LONG_DIGITS, 16);
        return Seeds.stream(seed, "hold-out", hash).nextDouble() < fraction;
    }
}
