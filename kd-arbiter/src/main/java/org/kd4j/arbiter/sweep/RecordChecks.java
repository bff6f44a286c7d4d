package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.datavec.api.records.Record;
import org.datavec.api.records.reader.RecordReader;
import org.kd4j.arbiter.config.TeacherConfig;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.data.records.Column;
import org.kd4j.data.records.Labels;
import org.kd4j.data.records.Place;

/** What must hold of records before a teacher is asked about them. */
final class RecordChecks {
    private RecordChecks() {}

    static void checkRecords(DataSets sets, Labels labels) throws IOException {
        checkNamed(sets, labels);
        for (DataSet set : sets.all()) {
            Set<Integer> classes = new HashSet<>();
            try (RecordReader records = set.records().get()) {
                while (records.hasNext()) {
                    classes.add(gold(records.nextRecord(), labels));
                }
            }
            if (classes.isEmpty() || set == sets.train() && classes.size() == 1) {
                throw new InvalidInput(
                        set.where(),
                        classes.isEmpty() ? "no records" : "one class only",
                        set == sets.train() ? "records of at least two classes to train on" : "records",
                        "Give more data; without data.dev a tenth of the training texts, or of the values of data.splitBy,"
                                + " is held out for it.");
            }
        }
    }

    /** Other than in the training data, an index would mean a class that nobody has seen beside it. */
    private static void checkNamed(DataSets sets, Labels labels) throws IOException {
        for (Map.Entry<String, DataSet> set : sets.evaluations().entrySet()) {
            try (RecordReader records = set.getValue().records().get()) {
                while (records.hasNext()) {
                    checkNamed(DataSets.key(set.getKey()), records.nextRecord(), labels);
                }
            }
        }
    }

    private static void checkNamed(String key, Record record, Labels labels) {
        String label = Column.LABEL.of(record.getRecord()).toString();
        if (!labels.names().contains(label)) {
            throw new InvalidInput(
                    Place.of(record),
                    "the label '" + label + "'",
                    "one of the data's classes, " + labels.names() + ", or a label that means one",
                    "Set " + key + ".labelNames, such as {" + label + ": "
                            + labels.names().get(0) + "}.");
        }
    }

    static void checkLabels(TeacherConfig teacher, Labels labels) {
        if (!teacher.labels().isEmpty() && !Set.copyOf(teacher.labels()).equals(Set.copyOf(labels.names()))) {
            throw new InvalidConfig(
                    "teacher.labels",
                    teacher.labels().size() + " names " + teacher.labels(),
                    "the " + labels.names().size() + " classes of the data, " + labels.names()
                            + ", in the teacher's order",
                    "");
        }
    }

    /** The class of a record; says where it stands if it is of none. */
    static int gold(Record record, Labels labels) {
        return labels.indexOf(Column.LABEL.of(record.getRecord()).toString(), Place.of(record));
    }
}
