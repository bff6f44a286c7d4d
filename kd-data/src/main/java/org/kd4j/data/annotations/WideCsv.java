package org.kd4j.data.annotations;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.data.records.Row;
import org.kd4j.data.records.Table;

/**
 * Comma-separated values (RFC 4180), a row an item and a column an annotator, whom it names. An empty cell is no label.
 *
 * @param item name of the column of item ids; null: items of equal texts are one
 * @param text name of the column of texts
 * @param prefix how the names of annotators' columns begin; null where they are listed
 * @param annotators names of annotators' columns; empty where they have a prefix
 */
public record WideCsv(String item, String text, String prefix, List<String> annotators) implements AnnotationFormat {

    /** Throws {@link IllegalArgumentException} unless there is one of prefix and list, and if a column is two things. */
    public WideCsv {
        Objects.requireNonNull(text, "text");
        annotators = List.copyOf(annotators);
        if ((prefix == null) == annotators.isEmpty() || prefix != null && prefix.isEmpty()) {
            throw new IllegalArgumentException("annotators: found the prefix " + prefix + " and the columns "
                    + annotators + ", expected one of both");
        }
        if (text.equals(item)
                || annotators.contains(text)
                || item != null && annotators.contains(item)
                || new HashSet<>(annotators).size() < annotators.size()) {
            throw new IllegalArgumentException(
                    "columns: found " + item + ", " + text + " and " + annotators + ", expected different ones");
        }
    }

    /** Every column whose name begins so is an annotator, but that of the item or the text. */
    public static WideCsv withPrefix(String item, String text, String prefix) {
        return new WideCsv(item, text, prefix, List.of());
    }

    /** These columns are annotators. */
    public static WideCsv withColumns(String item, String text, List<String> annotators) {
        return new WideCsv(item, text, null, annotators);
    }

    /** None: there is no place for them. */
    @Override
    public List<String> attributes() {
        return List.of();
    }

    @Override
    public void read(Path file, AnnotationSink sink) throws IOException {
        try (Table table = Table.csv(file, Cells.EXPECTED_FILE)) {
            Columns columns = new Columns(
                    ItemIds.of(table, item),
                    Cells.column(table, text),
                    annotators(table).stream()
                            .map(name -> new Annotator(name, Cells.column(table, name)))
                            .toList());
            String name = file.toString();
            columns.annotators.forEach(
                    annotator -> sink.annotator(new Source(name, table.headerLine()), annotator.name));
            for (Row row = table.next(); row != null; row = table.next()) {
                columns.pass(row, new Source(name, row.line()), sink);
            }
        }
    }

    private List<String> annotators(Table table) {
        if (prefix == null) {
            return annotators;
        }
        List<String> found = table.titles().stream()
                .filter(title -> title.startsWith(prefix) && !title.equals(item) && !title.equals(text))
                .toList();
        if (found.isEmpty()) {
            throw new InvalidInput(
                    table.header(),
                    "a header with the columns " + table.titles(),
                    "columns of annotators that begin with '" + prefix + "'",
                    "Give the prefix that they have, or list them.");
        }
        return found;
    }

    private record Annotator(String name, int column) {}

    private record Columns(ItemIds items, int text, List<Annotator> annotators) {
        void pass(Row row, Source source, AnnotationSink sink) {
            String words = row.values().get(text);
            sink.item(source, items.of(row, words, source), words);
            for (Annotator annotator : annotators) {
                String label = row.stripped(annotator.column);
                if (!label.isEmpty()) {
                    sink.label(source, annotator.name, List.of(), label);
                }
            }
        }
    }
}
