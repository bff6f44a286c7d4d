package org.kd4j.arbiter.sweep;

import java.util.function.Supplier;
import org.datavec.api.records.reader.RecordReader;

/**
 * One of the data sets of a sweep.
 *
 * @param where its file, for messages
 * @param key what the teacher cache knows it by: the hash of the file, and of the split where it is part of one
 * @param records opens a reader at the first record
 */
record DataSet(String where, String key, Supplier<RecordReader> records) {}
