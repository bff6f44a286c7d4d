package org.kd4j.data.records;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.kd4j.core.failure.InvalidInput;

/** Rows of comma-separated values (RFC 4180): quoted values may hold commas, doubled quotes and line breaks. */
final class CsvRows implements Rows {
    private final String file;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;

    CsvRows(String file, Reader text) throws IOException {
        this.file = file;
        this.parser = CSVFormat.RFC4180.parse(text);
        this.records = parser.iterator();
    }

    @Override
    public Row next() throws IOException {
        long line = parser.getCurrentLineNumber() + 1;
        try {
            return records.hasNext() ? new Row(line, records.next().toList()) : null;
        } catch (UncheckedIOException e) {
            throw new InvalidInput(
                    Place.of(file, line),
                    "a row that is no CSV (" + e.getCause().getMessage() + ")",
                    "values separated by commas, in double quotes where they hold commas, quotes or line breaks,"
                            + " and quotes inside doubled (RFC 4180)",
                    "Look for a quote that is not closed.");
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
