package org.kd4j.data.annotations;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.kd4j.data.records.Row;
import org.kd4j.data.records.Table;

/**
 * Comma-separated values (RFC 4180), a row a label.
 *
 * @param item name of the column of item ids; null: items of equal texts are one
 * @param annotator name of the column of annotators
 * @param label name of the column of labels
 * @param text name of the column of texts
 * @param attributes names of columns of what is known of annotators
 */
public record LongCsv(String item, String annotator, String label, String text, List<String> attributes)
        implements AnnotationFormat {

    /**
     * The offensiveness part of POPQUORN (Pei, Jurgens: When Do Annotator Demographics Matter?, 2023; arXiv:2306.06826),
     * labels 1 to 5.
     */
    public static final LongCsv POPQUORN = new LongCsv(
            "instance_id",
            "user_id",
            "offensiveness",
            "text",
            List.of("gender", "race", "age", "occupation", "education"));

    /**
     * Toxicity ratings, 0 to 4, as Kumar et al. collected them (Designing Toxic Content Classification for a Diversity of
     * Perspectives, 2021; arXiv:2106.04511), a row a rating.
     */
    public static final LongCsv KUMAR =
            new LongCsv("text_id", "worker_id", "toxic_score", "comment", List.of("extreme_annotator"));

    /** Throws {@link IllegalArgumentException} if a column is two things. */
    public LongCsv {
        Objects.requireNonNull(annotator, "annotator");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(text, "text");
        attributes = List.copyOf(attributes);
        List<String> all = new ArrayList<>(attributes);
        all.addAll(Arrays.asList(item, annotator, label, text));
        if (new HashSet<>(all).size() < all.size()) {
            throw new IllegalArgumentException("columns: found " + all + ", expected different ones");
        }
    }

    @Override
    public void read(Path file, AnnotationSink sink) throws IOException {
        try (Table table = Table.csv(file, Cells.EXPECTED_FILE)) {
            Columns columns = new Columns(
                    ItemIds.of(table, item),
                    Cells.column(table, annotator),
                    Cells.column(table, label),
                    Cells.column(table, text),
                    attributes.stream()
                            .mapToInt(name -> Cells.column(table, name))
                            .toArray());
            String name = file.toString();
            for (Row row = table.next(); row != null; row = table.next()) {
                columns.pass(row, new Source(name, row.line()), sink);
            }
        }
    }

    private record Columns(ItemIds items, int annotator, int label, int text, int[] attributes) {
        void pass(Row row, Source source, AnnotationSink sink) {
            String words = row.values().get(text);
            sink.item(source, items.of(row, words, source), words);
            sink.label(
                    source,
                    Cells.required(row.stripped(annotator), "annotator", source),
                    IntStream.of(attributes).mapToObj(row::stripped).toList(),
                    row.stripped(label));
        }
    }
}
