package org.kd4j.data.records;

import java.util.List;
import org.datavec.api.transform.schema.Schema;
import org.datavec.api.writable.Writable;

/**
 * The columns of a DataVec record, in the order in which every reader of this project gives them. A record has the
 * first five, its teacher's logits once they have joined it, and the teacher's hidden states once these have.
 */
public enum Column {
    /** Text: what identifies the record within its data set, whatever its place there. */
    ID("id"),
    /** Text: the text to classify, as it stands in the file; may be empty. */
    TEXT("text"),
    /** Text: the label as it stands in the file, without surrounding blanks. */
    LABEL("label"),
    /** Text: which groups the record belongs to, as {@link Membership} writes it. */
    GROUPS("groups"),
    /** Text: what a split keeps together in place of equal texts; empty where nobody says. */
    UNIT("unit"),
    /** NDArrayWritable [1, classes], float: the teacher's logits. */
    TEACHER_LOGITS("teacherLogits"),
    /** NDArrayWritable [1, layers · width], float: the teacher's hidden states, layer by layer. */
    TEACHER_STATES("teacherStates");

    private final String title;

    Column(String title) {
        this.title = title;
    }

    /** The column's name in a schema. */
    public String title() {
        return title;
    }

    /** Whether a record has this column. */
    public boolean in(List<Writable> record) {
        return ordinal() < record.size();
    }

    /** The column's value in a record. */
    public Writable of(List<Writable> record) {
        return record.get(ordinal());
    }

    /** Whether a record has all columns before this one, and none after them. */
    public boolean isNextOf(List<Writable> record) {
        return ordinal() == record.size();
    }

    /** For a DataVec {@code TransformProcess} over records as they are read. */
    public static Schema schema() {
        return texts().build();
    }

    /** For a DataVec {@code TransformProcess} over records that carry the logits of so many classes. */
    public static Schema schema(int classes) {
        return texts().addColumnNDArray(TEACHER_LOGITS.title, new long[] {1, classes})
                .build();
    }

    private static Schema.Builder texts() {
        return new Schema.Builder().addColumnsString(ID.title, TEXT.title, LABEL.title, GROUPS.title, UNIT.title);
    }
}
