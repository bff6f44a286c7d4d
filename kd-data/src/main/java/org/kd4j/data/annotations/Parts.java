package org.kd4j.data.annotations;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.AtomicFiles;
import org.kd4j.data.records.Row;
import org.kd4j.data.records.Table;

/**
 * Which item, annotator or label is in which part. As a file it is CSV with the columns {@code item} or {@code annotator},
 * or both, and {@code part}: {@code train}, {@code dev} or {@code test}.
 */
public final class Parts {
    private static final String PART = "part";
    private static final Comparator<List<String>> BY_NAME =
            Comparator.<List<String>, String>comparing(key -> key.get(0)).thenComparing(key -> key.get(key.size() - 1));

    private final SplitBy by;
    private final Map<List<String>, Part> parts;
    private final String source;

    /**
     * @param parts by {@link SplitBy#key}
     * @param source where they come from, for messages
     */
    Parts(SplitBy by, Map<List<String>, Part> parts, String source) {
        this.by = by;
        this.parts = parts;
        this.source = source;
    }

    /** What {@code partOf} says of each key that there is. */
    static Map<List<String>, Part> keys(SplitBy by, AnnotatedItems items, Function<List<String>, Part> partOf) {
        Map<List<String>, Part> parts = new HashMap<>();
        for (int item = 0; item < items.size(); item++) {
            for (int annotator : items.annotations().annotators()[item]) {
                parts.computeIfAbsent(key(by, items, item, annotator), partOf);
            }
        }
        return parts;
    }

    private static List<String> key(SplitBy by, AnnotatedItems items, int item, int annotator) {
        return by.key(items.ids().get(item), items.annotators().name(annotator));
    }

    /** What is kept together. */
    public SplitBy by() {
        return by;
    }

    /** How many items, annotators or labels are in a part. */
    public int count(Part part) {
        return (int) parts.values().stream().filter(part::equals).count();
    }

    /**
     * The labels of each part, with the items that have any there; classes and numbers of annotators stay the same. Names
     * that the items do not have are passed over.
     *
     * @throws InvalidInput if an item, annotator or label is in no part
     */
    public Map<Part, AnnotatedItems> of(AnnotatedItems items) {
        Map<List<String>, Part> found = keys(by, items, this::part);
        Map<Part, AnnotatedItems> split = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            split.put(part, items.keep((item, annotator) -> found.get(key(by, items, item, annotator)) == part));
        }
        return split;
    }

    private Part part(List<String> key) {
        Part part = parts.get(key);
        if (part == null) {
            throw new InvalidInput(
                    source,
                    "no part of " + named(by, key),
                    "one of " + titles(),
                    "Add it, or split these annotations anew.");
        }
        return part;
    }

    private static String named(SplitBy by, List<String> key) {
        List<String> named = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            named.add("the " + by.columns().get(i) + " '" + key.get(i) + "'");
        }
        return String.join(" and ", named);
    }

    private static List<String> titles() {
        return Arrays.stream(Part.values()).map(Part::title).toList();
    }

    /** Writes them in the order of names; the file appears whole or not at all. */
    public void write(Path file) throws IOException {
        CSVFormat format = CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();
        AtomicFiles.write(file, path -> {
            try (CSVPrinter rows = new CSVPrinter(Files.newBufferedWriter(path, StandardCharsets.UTF_8), format)) {
                rows.printRecord(row(by.columns(), PART));
                for (List<String> key : parts.keySet().stream().sorted(BY_NAME).toList()) {
                    rows.printRecord(row(key, parts.get(key).title()));
                }
            }
        });
    }

    private static List<String> row(List<String> key, String part) {
        List<String> row = new ArrayList<>(key);
        row.add(part);
        return row;
    }

    /**
     * Reads what {@link #write} wrote, or what was written by hand: which columns there are says what is kept together.
     *
     * @throws InvalidInput if the file is none of parts, with file and line
     */
    public static Parts read(Path file) {
        try (Table table = Table.csv(file, "a file of parts")) {
            SplitBy by = by(table);
            int[] columns =
                    by.columns().stream().mapToInt(table.titles()::indexOf).toArray();
            int partColumn = table.column(PART, "Give every row one of " + titles() + ".");
            Map<List<String>, Part> parts = new HashMap<>();
            for (Row row = table.next(); row != null; row = table.next()) {
                String where = table.where(row);
                List<String> key =
                        Arrays.stream(columns).mapToObj(row::stripped).toList();
                if (parts.put(key, parse(row.stripped(partColumn), where)) != null) {
                    throw new InvalidInput(
                            where, named(by, key) + " a second time", "one part of each", "Remove one of the rows.");
                }
            }
            return new Parts(by, parts, file.toString());
        } catch (IOException e) {
            throw new InvalidInput(
                    file.toString(),
                    "a file that cannot be read (" + e.getMessage() + ")",
                    "a file of parts",
                    "Check the disk and the file's permissions.");
        }
    }

    private static SplitBy by(Table table) {
        List<String> named = SplitBy.LABEL.columns().stream()
                .filter(table.titles()::contains)
                .toList();
        return Arrays.stream(SplitBy.values())
                .filter(by -> by.columns().equals(named))
                .findFirst()
                .orElseThrow(() -> new InvalidInput(
                        table.header(),
                        "a header with the columns " + table.titles(),
                        "the columns item or annotator, or both, and part",
                        "Give the file such a header line."));
    }

    private static Part parse(String title, String where) {
        return Arrays.stream(Part.values())
                .filter(part -> part.title().equals(title))
                .findFirst()
                .orElseThrow(() ->
                        new InvalidInput(where, "the part '" + title + "'", "one of " + titles(), "Correct the row."));
    }
}
