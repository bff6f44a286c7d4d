package org.kd4j.data.records;

import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.datavec.api.records.Record;
import org.datavec.api.records.reader.RecordReader;

/** Passes on the records whose text meets a condition. */
public final class FilteredReader extends RecordReaderDecorator {
    private static final long serialVersionUID = 1L;

    private final transient Predicate<String> condition;
    private transient Record ahead;

    /** @param condition which texts to keep */
    public FilteredReader(RecordReader reader, Predicate<String> condition) {
        super(reader);
        this.condition = condition;
    }

    @Override
    public boolean hasNext() {
        while (ahead == null && decorated().hasNext()) {
            Record record = decorated().nextRecord();
            if (condition.test(Column.TEXT.of(record.getRecord()).toString())) {
                ahead = record;
            }
        }
        return ahead != null;
    }

    @Override
    public Record nextRecord() {
        if (!hasNext()) {
            throw new NoSuchElementException("no record after the last");
        }
        Record record = ahead;
        ahead = null;
        return record;
    }

    @Override
    public void reset() {
        ahead = null;
        super.reset();
    }
}
