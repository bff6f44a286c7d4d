package org.kd4j.data.targets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datavec.api.records.Record;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.writable.NDArrayWritable;
import org.datavec.api.writable.Writable;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.Sha256;
import org.kd4j.data.records.Column;
import org.kd4j.data.records.Place;
import org.kd4j.data.records.RecordReaderDecorator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Appends what the teacher said ({@link Column#TEACHER_LOGITS} or {@link Column#TEACHER_STATES}) to each record, found
 * by the record's id. The text in hand must be the one that the teacher saw under that id, so no order, sample or filter
 * of the records can give one record the answer to another.
 */
public final class TeacherAnswersReader extends RecordReaderDecorator {
    private static final long serialVersionUID = 1L;

    private final transient RecordTexts texts;
    private final transient Vectors vectors;
    private final transient Path cache;
    private final Column column;
    private final String answers;

    /** @param answers what messages call them */
    TeacherAnswersReader(
            RecordReader reader, RecordTexts texts, Vectors vectors, Path cache, Column column, String answers) {
        super(reader);
        this.column = column;
        this.answers = answers;
        this.texts = texts;
        this.vectors = vectors;
        this.cache = cache;
    }

    /**
     * The next record with its answer.
     *
     * @throws InvalidInput if the cache does not know the record, knows it with another text, or lacks its answer
     */
    @Override
    public Record nextRecord() {
        Record record = decorated().nextRecord();
        float[] answer = vectors.find(knownText(record));
        if (answer == null) {
            throw missing(record, "no " + answers + " of this teacher for record ");
        }
        List<Writable> columns = new ArrayList<>(record.getRecord());
        if (!column.isNextOf(columns)) {
            throw new IllegalStateException(
                    "record of " + columns.size() + " columns, expected those before " + column + " only");
        }
        columns.add(new NDArrayWritable(Nd4j.createFromArray(new float[][] {answer})));
        return new org.datavec.api.records.impl.Record(columns, record.getMetaData());
    }

    /** The hash of the text that the cache saw under the record's id, which is the record's text. */
    private String knownText(Record record) {
        String known = texts.find(id(record));
        if (known == null) {
            throw missing(record, "no record ");
        }
        if (!known.equals(Sha256.ofText(Column.TEXT.of(record.getRecord()).toString()))) {
            throw new InvalidInput(
                    Place.of(record),
                    "another text under the record id '" + id(record) + "' than the teacher saw",
                    "the data that the cache was filled with",
                    "Fill the cache again.");
        }
        return known;
    }

    private InvalidInput missing(Record record, String what) {
        return new InvalidInput(
                Place.of(record),
                what + id(record) + " in " + cache,
                "a cache filled with these records by this teacher",
                "Fill the cache first.");
    }

    private static String id(Record record) {
        return Column.ID.of(record.getRecord()).toString();
    }
}
