package org.kd4j.arbiter.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.data.records.TextFile;
import org.kd4j.data.records.TextFile.Format;
import picocli.CommandLine.Option;

/** The options that name texts. */
final class TextOptions {
    private static final String STDIN = "-";

    @Option(names = "--text", paramLabel = "TEXT", description = "A text; may be given again, in place of FILE.")
    List<String> texts = List.of();

    @Option(
            names = "--input",
            paramLabel = "FORMAT",
            description =
                    "What FILE looks like: lines, tsv or csv. The default goes by its name: .csv, .tsv, else a text a line.")
    Format format;

    @Option(
            names = "--text-column",
            paramLabel = "NAME",
            description = "Column of the texts; the default is text or sentence, or the only column.")
    String textColumn;

    @Option(
            names = "--id-column",
            paramLabel = "NAME",
            description = "Column of the ids; the default is id. Without one, texts are numbered from 1.")
    String idColumn;

    /** One item after another. */
    @FunctionalInterface
    interface Items {
        /** The next one, or null after the last. */
        TextFile.Item next() throws IOException;
    }

    /** What is done with the items. */
    @FunctionalInterface
    interface Use {
        void of(Items items) throws IOException;
    }

    /**
     * @param file null where none is named
     * @throws InvalidConfig if there is not exactly one place where texts come from
     */
    void check(String file) {
        if ((file == null) == texts.isEmpty()) {
            throw new InvalidConfig(
                    "predict",
                    file == null ? "no texts" : "both FILE and --text",
                    "a FILE, - for standard input, or --text",
                    "For example --text 'A fine film.'.");
        }
        boolean columns = textColumn != null || idColumn != null;
        if (columns && (file == null || format(file) == Format.LINES)) {
            throw new InvalidConfig(
                    textColumn != null ? "--text-column" : "--id-column",
                    "a column of texts that have none",
                    "a file with a header",
                    "Say --input csv or --input tsv.");
        }
    }

    /**
     * @param file as {@link #check} had it
     * @throws InvalidInput if the texts cannot be read
     */
    void read(String file, Use use) throws IOException {
        if (file == null) {
            int[] next = {0};
            use.of(() -> next[0] == texts.size()
                    ? null
                    : new TextFile.Item(String.valueOf(next[0] + 1), texts.get(next[0]++)));
            return;
        }
        String name = file.equals(STDIN) ? "standard input" : file;
        try (TextFile opened =
                TextFile.open(name, stream(file), format(file), new TextFile.Columns(textColumn, idColumn))) {
            use.of(opened::next);
        }
    }

    private static InputStream stream(String file) throws IOException {
        if (file.equals(STDIN)) {
            return System.in;
        }
        Path path = Path.of(file);
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new InvalidInput(
                    file,
                    Files.notExists(path) ? "no such file" : "no readable file",
                    "a file of texts",
                    "Name one that exists, or - for standard input.");
        }
        return Files.newInputStream(path);
    }

    private Format format(String file) {
        if (format != null) {
            return format;
        }
        String name = file.replaceFirst("\\.gz$", "");
        return name.endsWith(".csv") ? Format.CSV : name.endsWith(".tsv") ? Format.TSV : Format.LINES;
    }
}
