package org.kd4j.data.batching;

import java.util.ArrayList;
import java.util.List;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.kd4j.core.batch.AskedStates;
import org.kd4j.core.batch.KnownStates;
import org.kd4j.core.batch.TeacherStates;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.data.records.Column;

/** Collects what a batch needs for the teacher's hidden states. */
final class StateCollector {
    private final StateSource source;
    private final List<float[]> rows = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();

    StateCollector(StateSource source) {
        this.source = source;
    }

    /** @throws InvalidInput if the record has to carry hidden states and does not, or other ones */
    void add(List<Writable> record, String where) {
        if (source instanceof StateSource.Along) {
            texts.add(Column.TEXT.of(record).toString());
        } else if (source instanceof StateSource.Joined joined) {
            int expected = joined.layers().rowLength();
            float[] row = Column.TEACHER_STATES.in(record)
                    ? ((NDArrayWritable) Column.TEACHER_STATES.of(record)).get().toFloatVector()
                    : new float[0];
            if (row.length != expected) {
                throw new InvalidInput(
                        where,
                        row.length + " values of the teacher's hidden states",
                        expected + ", for blocks " + joined.layers().blocks() + " of width "
                                + joined.layers().width(),
                        "Fill the cache again.");
            }
            rows.add(row);
        }
    }

    /** Those of all records so far, or null where nobody matches them. */
    TeacherStates build() {
        if (source instanceof StateSource.Along along) {
            return new AskedStates(along.layers(), along.teacher(), texts);
        }
        if (source instanceof StateSource.Joined joined) {
            return new KnownStates(joined.layers(), joined.fingerprint(), rows.toArray(float[][]::new));
        }
        return null;
    }
}
