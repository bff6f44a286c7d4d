package org.kd4j.data.records;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;
import org.kd4j.core.failure.InvalidInput;

/** One open file of labelled texts: finds the columns by its header and checks that every row has them all. */
final class RecordFile implements Closeable {
    private final Table table;
    private final Header header;

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
        this.table = new Table(file, rows);
        this.header = Header.of(table, layout);
    }

    /** The next record, or null after the last. */
    Entry next() throws IOException {
        Row row = table.next();
        return row == null ? null : entry(row);
    }

    @Override
    public void close() throws IOException {
        table.close();
    }

    private Entry entry(Row row) {
        String where = table.where(row);
        String id = header.id() < 0 ? null : nonEmpty(where, "record id", row.stripped(header.id()));
        String label = nonEmpty(where, "label", row.stripped(header.label()));
        return new Entry(
                row.line(),
                id,
                row.values().get(header.text()),
                label(where, label),
                header.groups().of(row, where),
                header.unit() < 0 ? "" : row.stripped(header.unit()));
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
}
