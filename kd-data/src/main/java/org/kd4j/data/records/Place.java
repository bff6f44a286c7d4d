package org.kd4j.data.records;

import java.net.URI;
import java.nio.file.Path;
import org.datavec.api.records.Record;
import org.datavec.api.records.metadata.RecordMetaDataLine;

/** Where a record stands, for messages. */
public final class Place {
    private Place() {}

    /** {@code file:line} where the record's reader says so, or else the record's id. */
    public static String of(Record record) {
        if (record.getMetaData() instanceof RecordMetaDataLine line) {
            return of(file(line.getURI()), line.getLineNumber());
        }
        return "record " + Column.ID.of(record.getRecord());
    }

    static String of(String file, long line) {
        return file + ":" + line;
    }

    static String file(URI location) {
        return "file".equals(location.getScheme()) ? Path.of(location).toString() : location.toString();
    }
}
