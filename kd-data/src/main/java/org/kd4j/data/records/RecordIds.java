package org.kd4j.data.records;

import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.Sha256;

/**
 * Gives each record of a data set its id: the record's own, which must not come twice, or else a hash of text and label
 * with the occurrence number of that pair, so that it does not depend on the record's place in the file.
 */
final class RecordIds implements AutoCloseable {
    private static final int HASH_DIGITS = 32;

    private final Sightings sightings = new Sightings();

    /** The id of the entry that stands at this place ({@code file:line}). */
    String of(RecordFile.Entry entry, String place) {
        if (entry.id() != null) {
            return own(entry.id(), place);
        }
        String hash = new Sha256().add(entry.text()).add(entry.label()).hex().substring(0, HASH_DIGITS);
        return hash + "-" + sightings.meet(hash, "").times();
    }

    private String own(String id, String place) {
        Sightings.Sighting sighting = sightings.meet(id, place);
        if (sighting.times() > 1) {
            throw new InvalidInput(
                    place,
                    "the record id '" + id + "', which also stands at " + sighting.first(),
                    "every record to have an id of its own",
                    "Correct the ids, or leave data.idColumn out to have them made.");
        }
        return id;
    }

    @Override
    public void close() {
        sightings.close();
    }
}
