package org.kd4j.data.records;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.datavec.api.conf.Configuration;
import org.datavec.api.records.Record;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.records.metadata.RecordMetaDataLine;
import org.datavec.api.records.reader.BaseRecordReader;
import org.datavec.api.split.CollectionInputSplit;
import org.datavec.api.split.FileSplit;
import org.datavec.api.split.InputSplit;
import org.datavec.api.writable.Text;
import org.datavec.api.writable.Writable;
import org.kd4j.core.failure.InvalidInput;

/**
 * Reads labelled texts as records of {@link Column#ID}, {@link Column#TEXT}, {@link Column#LABEL}, {@link Column#GROUPS} and
 * {@link Column#UNIT}, one at a time, in memory that does not grow with their number. Files are UTF-8, with or without byte
 * order mark, and have a header line; blank lines are passed over. Those whose names end in {@code .gz} are compressed.
 *
 * <p>Whatever is wrong with a file is an {@link InvalidInput} that names file and line. {@link #nextRecord()} gives the
 * same place as metadata.
 */
public abstract sealed class LabelledRecordReader extends BaseRecordReader
        permits CivilCommentsReader, CsvRecordReader, GlueRecordReader {
    private static final long serialVersionUID = 1L;

    private final RecordLayout layout;
    private transient Configuration configuration;
    private transient Iterator<URI> locations;
    private transient URI location;
    private transient RecordFile file;
    private transient RecordIds ids;
    private transient RecordFile.Entry ahead;

    /** @param layout of the rows, or null where {@link #layout(String, List)} finds it */
    LabelledRecordReader(RecordLayout layout) {
        this.layout = layout;
    }

    /** The layout of a file's rows by the titles of its columns. */
    RecordLayout layout(String where, List<String> titles) {
        return layout;
    }

    /** How the format divides a file into rows. */
    abstract Rows rows(String file, Utf8Lines lines) throws IOException;

    /**
     * Starts reading one file.
     *
     * @throws InvalidInput if it is missing, is a folder, or may not be read
     */
    public void open(Path path) {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new InvalidInput(
                    path.toString(),
                    Files.notExists(path) ? "no such file" : "no readable file",
                    "a file of labelled texts",
                    "Set data.train, data.dev, data.test or the file of a set to one that exists.");
        }
        initialize(new FileSplit(path.toFile()));
    }

    /** Starts reading a file that is packed into a jar on the class path. */
    public void open(URL resource) {
        try {
            initialize(new CollectionInputSplit(List.of(resource.toURI())));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("a resource has a URI: " + resource, e);
        }
    }

    @Override
    public void initialize(InputSplit split) {
        inputSplit = split;
        reset();
    }

    @Override
    public void initialize(Configuration conf, InputSplit split) {
        setConf(conf);
        initialize(split);
    }

    @Override
    public boolean hasNext() {
        if (ahead == null && locations != null) {
            ahead = read();
        }
        return ahead != null;
    }

    @Override
    public List<Writable> next() {
        return nextRecord().getRecord();
    }

    @Override
    public Record nextRecord() {
        if (!hasNext()) {
            throw new NoSuchElementException("no record after the last");
        }
        RecordFile.Entry entry = ahead;
        ahead = null;
        String id = ids.of(entry, Place.of(Place.file(location), entry.line()));
        List<Writable> values = values(id, entry);
        invokeListeners(values);
        RecordMetaData place = new RecordMetaDataLine(Math.toIntExact(entry.line()), location, getClass());
        return new org.datavec.api.records.impl.Record(values, place);
    }

    private static List<Writable> values(String id, RecordFile.Entry entry) {
        return List.of(
                new Text(id),
                new Text(entry.text()),
                new Text(entry.label()),
                new Text(entry.groups().text()),
                new Text(entry.unit()));
    }

    @Override
    public void reset() {
        if (inputSplit == null) {
            throw new IllegalStateException("initialize the reader before resetting it");
        }
        close();
        locations = List.of(inputSplit.locations()).iterator();
        ids = new RecordIds();
    }

    @Override
    public boolean resetSupported() {
        return true;
    }

    @Override
    public void close() {
        ahead = null;
        locations = null;
        closeFile();
        if (ids != null) {
            ids.close();
        }
    }

    /** Null: labels are known once the records have been read, see {@link Labels#discover}. */
    @Override
    public List<String> getLabels() {
        return null;
    }

    /** Unsupported: a row means nothing without its file's header. */
    @Override
    public List<Writable> record(URI uri, DataInputStream dataInputStream) {
        throw new UnsupportedOperationException("a row means nothing without its file's header");
    }

    /** Unsupported: reading at a place would begin at the file's start each time. */
    @Override
    public Record loadFromMetaData(RecordMetaData recordMetaData) {
        throw new UnsupportedOperationException("records are read in the order of the file");
    }

    /** Unsupported: see {@link #loadFromMetaData(RecordMetaData)}. */
    @Override
    public List<Record> loadFromMetaData(List<RecordMetaData> recordMetaDatas) {
        throw new UnsupportedOperationException("records are read in the order of the file");
    }

    @Override
    public void setConf(Configuration conf) {
        configuration = conf;
    }

    @Override
    public Configuration getConf() {
        return configuration;
    }

    /** The next entry of this file or of those after it, or null after the last. */
    private RecordFile.Entry read() {
        try {
            RecordFile.Entry entry = file == null ? null : file.next();
            while (entry == null && locations.hasNext()) {
                closeFile();
                openFile(locations.next());
                entry = file.next();
            }
            return entry;
        } catch (IOException e) {
            throw Utf8Reader.unreadable(Place.file(location), e);
        }
    }

    private void openFile(URI next) throws IOException {
        location = next;
        String name = Place.file(next);
        InputStream in = "jar".equals(next.getScheme()) ? next.toURL().openStream() : streamCreatorFn.apply(next);
        try {
            InputStream text = Utf8Reader.decompressed(name, in);
            file = new RecordFile(name, rows(name, new Utf8Lines(name, text)), this::layout);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private void closeFile() {
        try {
            if (file != null) {
                file.close();
                file = null;
            }
        } catch (IOException e) {
            throw Utf8Reader.unreadable(Place.file(location), e);
        }
    }
}
