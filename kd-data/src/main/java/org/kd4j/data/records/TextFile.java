package org.kd4j.data.records;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.kd4j.core.failure.InvalidInput;

/**
 * Texts without labels, read one after another from UTF-8, with or without byte order mark. What is wrong with them is an
 * {@link InvalidInput} that names file and line.
 */
public final class TextFile implements Closeable {
    private static final List<String> TEXT = List.of("text", "sentence");
    private static final String ID = "id";

    /** What the file looks like. */
    public enum Format {
        /** A text a line, no header; a blank line is the empty text. */
        LINES,
        /** Tab-separated with a header line and no quoting. */
        TSV,
        /** Comma-separated with a header line, RFC 4180. */
        CSV
    }

    /**
     * Where a file with a header has them.
     *
     * @param text null for {@code text} or {@code sentence}, or the only column
     * @param id null for {@code id}, if there is one
     */
    public record Columns(String text, String id) {}

    /** @param id its own, or else its number, from 1 */
    public record Item(String id, String text) {}

    private final Closeable file;
    private final Source source;
    private long count;

    /** Gives one item after another, and null behind the last; ids are null where the file has none. */
    @FunctionalInterface
    private interface Source {
        Item next() throws IOException;
    }

    private TextFile(Closeable file, Source source) {
        this.file = file;
        this.source = source;
    }

    /**
     * Starts reading.
     *
     * @param name stands for the stream in messages; what ends in {@code .gz} is compressed
     * @param in closed with this object, or if it cannot be read
     * @throws InvalidInput if there is no header where there should be one, or it has not the columns
     */
    public static TextFile open(String name, InputStream in, Format format, Columns columns) throws IOException {
        Utf8Lines lines = new Utf8Lines(name, Utf8Reader.decompressed(name, in));
        if (format == Format.LINES) {
            return new TextFile(lines, () -> {
                String line = lines.next();
                return line == null ? null : new Item(null, TabSeparatedRows.withoutBreak(line));
            });
        }
        try {
            Rows rows =
                    format == Format.CSV ? new CsvRows(name, new Utf8Reader(name, lines)) : new TabSeparatedRows(lines);
            return of(new Table(name, rows), columns);
        } catch (IOException | RuntimeException e) {
            lines.close();
            throw e;
        }
    }

    private static TextFile of(Table table, Columns columns) {
        int text = text(table, columns.text());
        int id = columns.id() != null
                ? table.column(columns.id(), "Name another id column, or none.")
                : table.titles().indexOf(ID);
        return new TextFile(table, () -> {
            Row row = table.next();
            return row == null
                    ? null
                    : new Item(id < 0 ? null : row.stripped(id), row.values().get(text));
        });
    }

    private static int text(Table table, String name) {
        List<String> titles = table.titles();
        if (name != null) {
            return table.column(name, "Name another text column.");
        }
        return TEXT.stream()
                .filter(titles::contains)
                .findFirst()
                .map(titles::indexOf)
                .or(() -> titles.size() == 1 ? Optional.of(0) : Optional.empty())
                .orElseThrow(() -> new InvalidInput(
                        table.header(),
                        "a header with the columns " + titles,
                        "a column 'text' or 'sentence'",
                        "Name the text column."));
    }

    /**
     * The next text, or null after the last.
     *
     * @throws InvalidInput if its row has not one value a column, or a byte is not UTF-8
     */
    public Item next() throws IOException {
        Item item = source.next();
        if (item == null) {
            return null;
        }
        count++;
        return item.id() == null ? new Item(String.valueOf(count), item.text()) : item;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
