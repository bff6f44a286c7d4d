package org.kd4j.arbiter.sweep;

import java.io.IOException;
import org.datavec.api.records.reader.RecordReader;
import org.kd4j.core.batch.TextFunction;
import org.kd4j.data.targets.FillReport;
import org.kd4j.data.targets.TeacherCache;

/** Fills the teacher cache. */
record TeacherFill(TeacherCache cache, Messages messages) {
    /** Makes sure that the function has answered every text of the set, and says what that took. */
    void fill(DataSet set, TextFunction function, String what) throws IOException {
        try (RecordReader records = set.records().get()) {
            FillReport report = cache.fill(set.key(), function, records, messages.progress());
            messages.say(
                    report.computed() == 0
                            ? String.format(
                                    "%s: %,d %s, all cached; nothing computed.", set.where(), report.texts(), what)
                            : String.format(
                                    "%s: %,d %s computed, %,d cached.",
                                    set.where(), report.computed(), what, report.found()));
        }
    }
}
