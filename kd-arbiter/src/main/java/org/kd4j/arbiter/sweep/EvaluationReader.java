package org.kd4j.arbiter.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.datavec.api.records.Record;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.writable.Text;
import org.datavec.api.writable.Writable;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.data.records.Column;
import org.kd4j.data.records.RecordReaderDecorator;

/** Reads an evaluation set with the labels of the training data, and says where its keys stand if it cannot be read. */
final class EvaluationReader extends RecordReaderDecorator {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final transient Map<String, String> labelNames;

    /**
     * @param key of the configuration that has the set
     * @param labelNames label to class; other labels stay as they are
     */
    EvaluationReader(RecordReader reader, String key, Map<String, String> labelNames) {
        super(reader);
        this.key = key;
        this.labelNames = labelNames;
    }

    @Override
    public boolean hasNext() {
        return explained(key, super::hasNext);
    }

    @Override
    public Record nextRecord() {
        Record record = explained(key, () -> decorated().nextRecord());
        List<Writable> values = new ArrayList<>(record.getRecord());
        String label = Column.LABEL.of(values).toString();
        values.set(Column.LABEL.ordinal(), new Text(labelNames.getOrDefault(label, label)));
        return new org.datavec.api.records.impl.Record(values, record.getMetaData());
    }

    /** What readers say names the keys of data. */
    static <T> T explained(String key, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (InvalidInput e) {
            throw e.adding("This set's keys stand in " + key + ".");
        }
    }
}
