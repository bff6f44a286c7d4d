package org.kd4j.data.records;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import org.datavec.api.conf.Configuration;
import org.datavec.api.records.Record;
import org.datavec.api.records.listener.RecordListener;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.split.InputSplit;
import org.datavec.api.writable.Writable;

/** A reader that changes what another one reads; everything else it leaves to that one. */
public abstract class RecordReaderDecorator implements RecordReader {
    private static final long serialVersionUID = 1L;

    private final RecordReader reader;

    protected RecordReaderDecorator(RecordReader reader) {
        this.reader = reader;
    }

    /** The reader that is decorated. */
    protected final RecordReader decorated() {
        return reader;
    }

    @Override
    public final List<Writable> next() {
        return nextRecord().getRecord();
    }

    @Override
    public boolean hasNext() {
        return reader.hasNext();
    }

    @Override
    public void initialize(InputSplit split) throws IOException, InterruptedException {
        reader.initialize(split);
    }

    @Override
    public void initialize(Configuration conf, InputSplit split) throws IOException, InterruptedException {
        reader.initialize(conf, split);
    }

    @Override
    public void reset() {
        reader.reset();
    }

    @Override
    public boolean resetSupported() {
        return reader.resetSupported();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    @Override
    public List<String> getLabels() {
        return reader.getLabels();
    }

    @Override
    public boolean batchesSupported() {
        return false;
    }

    /** Unsupported, see {@link #batchesSupported()}. */
    @Override
    public List<List<Writable>> next(int num) {
        throw new UnsupportedOperationException("records are read one by one");
    }

    /** Unsupported: a single record has no place in a data set. */
    @Override
    public List<Writable> record(URI uri, DataInputStream dataInputStream) {
        throw new UnsupportedOperationException("records are read in order");
    }

    /** Unsupported: see {@link #record}. */
    @Override
    public Record loadFromMetaData(RecordMetaData recordMetaData) {
        throw new UnsupportedOperationException("records are read in order");
    }

    /** Unsupported: see {@link #record}. */
    @Override
    public List<Record> loadFromMetaData(List<RecordMetaData> recordMetaDatas) {
        throw new UnsupportedOperationException("records are read in order");
    }

    @Override
    public List<RecordListener> getListeners() {
        return reader.getListeners();
    }

    @Override
    public void setListeners(RecordListener... listeners) {
        reader.setListeners(listeners);
    }

    @Override
    public void setListeners(Collection<RecordListener> listeners) {
        reader.setListeners(listeners);
    }

    @Override
    public void setConf(Configuration conf) {
        reader.setConf(conf);
    }

    @Override
    public Configuration getConf() {
        return reader.getConf();
    }

    /** DataVec declares every reader serializable; one that holds an open cache or a condition is not. */
    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException(getClass().getName());
    }
}
