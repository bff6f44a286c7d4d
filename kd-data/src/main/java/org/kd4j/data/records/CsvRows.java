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

    CsvRows(String file, Utf8Lines lines) throws IOException {
        this.file = file;
        this.parser = CSVFormat.RFC4180.parse(new LineReader(lines));
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

    /** Hands the parser one line at a time. */
    private static final class LineReader extends Reader {
        private final Utf8Lines lines;
        private String line = "";
        private int position;

        LineReader(Utf8Lines lines) {
            this.lines = lines;
        }

        @Override
        public int read(char[] target, int offset, int length) throws IOException {
            while (line != null && position == line.length()) {
                line = lines.next();
                position = 0;
            }
            if (line == null) {
                return -1;
            }
            int count = Math.min(length, line.length() - position);
            line.getChars(position, position + count, target, offset);
            position += count;
            return count;
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
