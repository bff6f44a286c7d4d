package org.kd4j.arbiter.config;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where the records come from.
 *
 * @param format of the files
 * @param train path of the training records; null where no path is given at all: the demonstration set
 * @param dev path of the records that choices are made on; null: a seeded tenth of the training records
 * @param test path of the records that are evaluated once at the end; may be null
 * @param textColumn name of the column that holds the text
 * @param labelColumn name of the column that holds the label
 * @param idColumn name of the column that holds the record id; null: ids are made from text and label
 * @param labels names of the classes in the order of their indices; empty: what the training records hold, sorted
 * @param maxTokens the most tokens of a text that are read, 3 to 100,000
 */
public record DataConfig(
        Format format,
        String train,
        String dev,
        String test,
        String textColumn,
        String labelColumn,
        String idColumn,
        List<String> labels,
        int maxTokens) {

    /** What a data file looks like. */
    public enum Format {
        /** Tab-separated with a header line and no quoting, as GLUE publishes SST-2. */
        GLUE,
        /** Comma-separated with a header line, RFC 4180. */
        CSV
    }

    public DataConfig {
        labels = labels == null ? List.of() : List.copyOf(labels);
        Check.present("format", format);
        Check.present("textColumn", textColumn);
        Check.present("labelColumn", labelColumn);
        Check.different("labels", labels);
        if (labels.size() == 1) {
            throw new InvalidValue("labels", labels, "at least two classes, or none for those of the data");
        }
        Check.different(
                "labelColumn",
                Stream.of(textColumn, labelColumn, idColumn)
                        .filter(Objects::nonNull)
                        .toList());
        Check.atLeast("maxTokens", maxTokens, 3);
        if (maxTokens > 100_000) {
            throw new InvalidValue("maxTokens", maxTokens, "at most 100000");
        }
        if (train == null && (dev != null || test != null)) {
            throw new InvalidValue(
                    "train", "nothing", "a path, because data." + (dev == null ? "test" : "dev") + " has one");
        }
    }

    /** Whether no file is named: the sentences inside the jar are used. */
    public boolean isDemonstration() {
        return train == null;
    }
}
