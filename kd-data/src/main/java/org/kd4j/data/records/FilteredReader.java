package org.kd4j.data.records;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.datavec.api.records.Record;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.writable.Writable;

/** Passes on the records that meet a condition. */
public final class FilteredReader extends RecordReaderDecorator {
    private static final long serialVersionUID = 1L;

    private final transient Predicate<List<Writable>> condition;
    private transient Record ahead;

    /** @param condition which records to keep */
    public FilteredReader(RecordReader reader, Predicate<List<Writable>> condition) {
        super(reader);
        this.condition = condition;
    }

    @Override
    public boolean hasNext() {
        while (ahead == null && decorated().hasNext()) {
            Record record = decorated().nextRecord();
            if (condition.test(record.getRecord())) {
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
