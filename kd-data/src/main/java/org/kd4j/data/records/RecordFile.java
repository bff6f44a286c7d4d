package org.kd4j.data.records;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;
import org.kd4j.core.failure.InvalidInput;

/** One open file of labelled texts: finds the columns by its header and checks that every row has them all. */
final class RecordFile implements Closeable {
    private final String file;
    private final Rows rows;
    private final Header header;
    private boolean empty = true;

    /**
     * A row's part that matters.
     *
     * @param line where it begins, from 1
     * @param id the record's own id, or null where the file has none
     * @param unit what a split keeps together; empty where nobody says
     */
    record Entry(long line, String id, String text, String label, Membership groups, String unit) {}

    /** @param layout of place and titles of the header */
    RecordFile(String file, Rows rows, BiFunction<String, List<String>, RecordLayout> layout) throws IOException {
        this.file = file;
        this.rows = rows;
        Row first = nextRow();
        if (first == null) {
            throw new InvalidInput(
                    file, "an empty file", "a header line and a line a record", "Check how the file was made.");
        }
        this.header = Header.of(file, first, layout);
    }

    /** The next record, or null after the last. */
    Entry next() throws IOException {
        Row row = nextRow();
        if (row == null) {
            rejectEmpty();
            return null;
        }
        empty = false;
        return entry(row);
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }

    private Row nextRow() throws IOException {
        Row row = rows.next();
        while (row != null && row.isBlank()) {
            row = rows.next();
        }
        return row;
    }

    private Entry entry(Row row) {
        String where = Place.of(file, row.line());
        if (row.values().size() != header.width()) {
            throw new InvalidInput(
                    where,
                    "a row of " + row.values().size() + " values",
                    header.width() + ", one for each column of the header",
                    "Correct the row, or data.format.");
        }
        String id = header.id() < 0
                ? null
                : nonEmpty(where, "record id", row.values().get(header.id()).strip());
        String label = nonEmpty(where, "label", row.values().get(header.label()).strip());
        return new Entry(
                row.line(),
                id,
                row.values().get(header.text()),
                label(where, label),
                header.groups().of(row, where),
                header.unit() < 0 ? "" : row.values().get(header.unit()).strip());
    }

    private String label(String where, String value) {
        if (header.labelThreshold() == null) {
            return value;
        }
        double share = Fraction.parse(value, where, "the label", "Correct it, or data.labelColumn or labelThreshold.");
        return share >= header.labelThreshold() ? "1" : "0";
    }

    private static String nonEmpty(String where, String what, String value) {
        if (value.isEmpty()) {
            throw new InvalidInput(where, "an empty " + what, "a " + what, "Fill it in, or leave the record out.");
        }
        return value;
    }

    private void rejectEmpty() {
        if (empty) {
            throw new InvalidInput(
                    file, "a header without records", "at least one record", "Check how the file was made.");
        }
    }
}
