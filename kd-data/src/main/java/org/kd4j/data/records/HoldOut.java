package org.kd4j.data.records;

import java.util.List;
import java.util.function.Predicate;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.writable.Writable;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.seed.Seeds;

/**
 * Splits a training set where there is no development set. Each record is on the side that the seed and the hash of its
 * {@link Column#UNIT} say, or of its text where it has none, so the split depends neither on the order of the records nor on
 * the others, and equal units or equal texts stay together.
 *
 * @param fraction expected share of the units, or texts, that are held out, between 0 and 1
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

    private boolean holdsOut(List<Writable> record) {
        String unit = Column.UNIT.of(record).toString();
        String together = unit.isEmpty() ? Column.TEXT.of(record).toString() : unit;
        long hash = Long.parseUnsignedLong(Sha256.ofText(together), 0, LONG_DIGITS, 16);
        return Seeds.stream(seed, "hold-out", hash).nextDouble() < fraction;
    }
}
