package org.kd4j.data.records;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kd4j.core.failure.InvalidInput;

/**
 * One open file of rows under a header line, read one after another. Every row has a value for each column; blank lines are
 * passed over.
 */
public final class Table implements Closeable {
    private final String file;
    private final Rows rows;
    private final Row header;
    private final List<String> titles;
    private boolean empty = true;

    /** @throws InvalidInput if there is no header, or one that names a column twice */
    Table(String file, Rows rows) throws IOException {
        this.file = file;
        this.rows = rows;
        Row first = nextRow();
        if (first == null) {
            throw new InvalidInput(
                    file, "an empty file", "a header line and a line a record", "Check how the file was made.");
        }
        this.header = first;
        this.titles = first.values().stream().map(String::strip).toList();
        rejectDuplicates();
    }

    /**
     * Opens a file of comma-separated values (RFC 4180) in UTF-8; one whose name ends in {@code .gz} is compressed.
     *
     * @param expected what the file should be, for messages
     * @throws InvalidInput if it cannot be read, has no header, or one that names a column twice
     */
    public static Table csv(Path path, String expected) throws IOException {
        Utf8Reader text = Utf8Reader.open(path, expected);
        try {
            return new Table(path.toString(), new CsvRows(path.toString(), text));
        } catch (IOException | RuntimeException e) {
            text.close();
            throw e;
        }
    }

    /** Where the header stands, for messages. */
    public String header() {
        return where(header);
    }

    /** The line of the header, from 1. */
    public long headerLine() {
        return header.line();
    }

    /** Names of the columns, without surrounding blanks, all different. */
    public List<String> titles() {
        return titles;
    }

    /**
     * The index of a column.
     *
     * @param advice what to do where there is none of this name
     * @throws InvalidInput if there is none
     */
    public int column(String name, String advice) {
        int index = titles.indexOf(name);
        if (index < 0) {
            throw new InvalidInput(header(), "a header with the columns " + titles, "a column '" + name + "'", advice);
        }
        return index;
    }

    /**
     * The next row, or null after the last.
     *
     * @throws InvalidInput if it has not one value a column, or the file has no row at all
     */
    public Row next() throws IOException {
        Row row = nextRow();
        if (row == null && empty) {
            throw new InvalidInput(
                    file, "a header without records", "at least one record", "Check how the file was made.");
        }
        empty = false;
        if (row != null && row.values().size() != titles.size()) {
            throw new InvalidInput(
                    where(row),
                    "a row of " + row.values().size() + " values",
                    titles.size() + ", one for each column of the header",
                    "Correct the row, or data.format.");
        }
        return row;
    }

    /** Where a row begins, for messages. */
    public String where(Row row) {
        return Place.of(file, row.line());
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

    private void rejectDuplicates() {
        Set<String> seen = new HashSet<>();
        for (String title : titles) {
            if (!seen.add(title)) {
                throw new InvalidInput(
                        header(),
                        "a header that names the column '" + title + "' twice",
                        "columns of different names",
                        "Rename one of them.");
            }
        }
    }
}
