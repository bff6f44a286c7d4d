package org.kd4j.data.targets;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datavec.api.records.Record;
import org.datavec.api.records.reader.RecordReader;
import org.kd4j.core.batch.TextFunction;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.progress.Progress;
import org.kd4j.data.records.Column;
import org.kd4j.data.records.Place;

/**
 * What teachers say about texts, in one SQLite file: vectors by (fingerprint of what made them, SHA-256 of the text),
 * and for each data set the text of each record id. Another teacher, or the same with another maximum length, has
 * another fingerprint and never reads these rows.
 *
 * <p>Every change is a transaction, so the process can be killed at any moment. Several processes may use one file. An
 * object of this class is for one thread at a time.
 */
public final class TeacherCache implements AutoCloseable {
    private final CacheFile file;

    private TeacherCache(CacheFile file) {
        this.file = file;
    }

    /**
     * Opens a cache, or makes it.
     *
     * @throws InvalidInput if the file is no teacher cache, is of another version, or cannot be written
     */
    public static TeacherCache open(Path file) {
        return new TeacherCache(new CacheFile(file));
    }

    /** The same function, answering from the cache, and putting there what it has to compute. */
    public TextFunction caching(TextFunction function) {
        return new CachedTextFunction(function, file);
    }

    /**
     * Makes sure that every record of a data set has its vector. What is there already is not computed again; what is
     * computed is stored every 1,024 texts, so that an interruption loses no more than that. The reader is read twice
     * at most and reset; no more than 1,024 records are in memory.
     *
     * @param dataset names the data set, best by the hash of its file; its records replace those known by that name
     * @throws InvalidInput if a record cannot be read, an id comes twice, or a value is not finite; records as known
     *     before and vectors of earlier chunks stay
     */
    public FillReport fill(String dataset, TextFunction function, RecordReader reader, Progress progress) {
        RecordTexts records = new RecordTexts(file, dataset);
        long count = records.replace(reader);
        reader.reset();
        long texts = records.distinct();
        long missing = records.missing(function.fingerprint());
        long computed = 0;
        if (missing > 0) {
            progress.started("teacher, texts", missing);
            try {
                computed = compute(new CachedTextFunction(function, file), reader, progress);
            } finally {
                progress.finished();
            }
            reader.reset();
        }
        return new FillReport(count, texts, computed);
    }

    /**
     * How many bytes so many vectors may take in the file, which has whole pages: for vectors of some hundred values several
     * times what these take.
     *
     * @param values of each vector
     */
    public long largestSize(long vectors, int values) {
        return Math.multiplyExact(vectors, new RowSize(file.pageSize()).largest(values));
    }

    /**
     * Joins the teacher's logits to a reader's records by record id.
     *
     * @param dataset the name under which the cache was filled with these records
     * @param fingerprint of what made the logits
     */
    public TeacherAnswersReader join(RecordReader reader, String dataset, String fingerprint) {
        return join(reader, dataset, fingerprint, Column.TEACHER_LOGITS, "logits");
    }

    /**
     * Joins the teacher's hidden states to a reader's records by record id, behind the logits.
     *
     * @param dataset the name under which the cache was filled with these records
     * @param fingerprint of what made the states
     */
    public TeacherAnswersReader joinStates(RecordReader reader, String dataset, String fingerprint) {
        return join(reader, dataset, fingerprint, Column.TEACHER_STATES, "hidden states");
    }

    private TeacherAnswersReader join(
            RecordReader reader, String dataset, String fingerprint, Column column, String answers) {
        return new TeacherAnswersReader(
                reader, new RecordTexts(file, dataset), new Vectors(file, fingerprint), file.path(), column, answers);
    }

    @Override
    public void close() {
        file.close();
    }

    private static long compute(CachedTextFunction function, RecordReader reader, Progress progress) {
        Map<String, KeyedText> chunk = new LinkedHashMap<>();
        long computed = 0;
        while (reader.hasNext()) {
            KeyedText text = keyed(reader.nextRecord());
            if (!chunk.containsKey(text.hash()) && !function.has(text.hash())) {
                chunk.put(text.hash(), text);
            }
            if (chunk.size() == CachedTextFunction.CHUNK || !reader.hasNext() && !chunk.isEmpty()) {
                function.compute(List.copyOf(chunk.values()));
                progress.advanced(chunk.size());
                computed += chunk.size();
                chunk.clear();
            }
        }
        return computed;
    }

    private static KeyedText keyed(Record record) {
        String text = Column.TEXT.of(record.getRecord()).toString();
        String where = Place.of(record) + " (record " + Column.ID.of(record.getRecord()) + ")";
        return new KeyedText(Sha256.ofText(text), text, where);
    }
}
