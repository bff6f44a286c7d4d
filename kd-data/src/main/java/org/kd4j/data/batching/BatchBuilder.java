package org.kd4j.data.batching;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.datavec.api.records.Record;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.tokens.Encoding;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.data.records.Column;
import org.kd4j.data.records.Labels;
import org.kd4j.data.records.Place;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Collects records into one batch. */
final class BatchBuilder {
    private final Tokenizer tokenizer;
    private final Labels labels;
    private final int answers;
    private final Set<String> known = new HashSet<>();
    private final List<String> ids = new ArrayList<>();
    private final List<int[]> tokens = new ArrayList<>();
    private final List<Integer> classes = new ArrayList<>();
    private final List<float[]> teacherLogits = new ArrayList<>();
    private final StateCollector teacherStates;
    private final GroupCollector groups = new GroupCollector();
    private int truncated;
    private int empty;

    BatchBuilder(Tokenizer tokenizer, Labels labels, StateSource states, int answers) {
        this.tokenizer = tokenizer;
        this.labels = labels;
        this.answers = answers;
        this.teacherStates = new StateCollector(states);
    }

    void add(List<Record> records) {
        List<Encoding> encodings = tokenizer.encode(records.stream()
                .map(record -> Column.TEXT.of(record.getRecord()).toString())
                .toList());
        for (int i = 0; i < records.size(); i++) {
            add(records.get(i), encodings.get(i));
        }
    }

    /** All records so far; every record has teacher logits, or none has. */
    ReadBatch build() {
        if (!teacherLogits.isEmpty() && teacherLogits.size() < ids.size()) {
            throw new IllegalStateException(
                    teacherLogits.size() + " of " + ids.size() + " records have teacher logits, expected all or none");
        }
        Batch batch = Batch.of(
                        ids,
                        tokens.toArray(int[][]::new),
                        classes.stream().mapToInt(Integer::intValue).toArray())
                .withTeacher(teacherLogits.isEmpty() ? null : teacherLogits.toArray(float[][]::new))
                .withTeacherStates(teacherStates.build())
                .withGroups(groups.build());
        return new ReadBatch(batch, truncated, empty, groups.notAnnotated());
    }

    private void add(Record record, Encoding encoding) {
        List<Writable> columns = record.getRecord();
        String where = Place.of(record);
        ids.add(newId(Column.ID.of(columns).toString(), where));
        tokens.add(encoding.ids());
        classes.add(labels.indexOf(Column.LABEL.of(columns).toString(), where));
        if (Column.TEACHER_LOGITS.in(columns)) {
            teacherLogits.add(logits(Column.TEACHER_LOGITS.of(columns), where));
        }
        teacherStates.add(columns, where);
        groups.add(columns);
        truncated += encoding.truncated() ? 1 : 0;
        empty += encoding.ids().length == 0 ? 1 : 0;
    }

    private String newId(String id, String where) {
        if (!known.add(id)) {
            throw new InvalidInput(
                    where,
                    "the record id '" + id + "', which is that of record " + (ids.indexOf(id) + 1) + " too",
                    "every record to have an id of its own",
                    "Correct the ids, or draw the sample without replacement.");
        }
        return id;
    }

    private float[] logits(Writable column, String where) {
        INDArray row = ((NDArrayWritable) column).get();
        if (row.length() != (long) answers * labels.names().size()) {
            throw new InvalidInput(
                    where,
                    row.length() + " teacher logits",
                    "one for each of the classes " + labels.names()
                            + (answers == 1 ? "" : ", of each of " + answers + " annotators"),
                    "Use a teacher of the same classes in the same order.");
        }
        float[] logits = new float[(int) row.length()];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = row.getFloat(i);
            if (!Float.isFinite(logits[i])) {
                throw new InvalidInput(
                        where, "the teacher logit " + logits[i], "finite logits", "Verify the teacher model.");
            }
        }
        return logits;
    }
}
