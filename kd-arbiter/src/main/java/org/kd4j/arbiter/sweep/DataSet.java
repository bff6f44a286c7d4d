package org.kd4j.arbiter.sweep;

import java.util.Optional;
import java.util.function.Supplier;
import org.datavec.api.records.reader.RecordReader;
import org.kd4j.data.annotations.AnnotatedItems;

/**
 * One of the data sets of a sweep.
 *
 * @param where its file, for messages
 * @param key what the teacher cache knows it by: the hash of the file, and of the split where it is part of one
 * @param records opens a reader at the first record
 * @param items that the records are, where annotators labelled them
 */
record DataSet(String where, String key, Supplier<RecordReader> records, Optional<AnnotatedItems> items) {

    /** Of records that have one label. */
    DataSet(String where, String key, Supplier<RecordReader> records) {
        this(where, key, records, Optional.empty());
    }
}
