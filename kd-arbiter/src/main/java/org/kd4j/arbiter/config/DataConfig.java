package org.kd4j.arbiter.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.kd4j.data.records.CivilCommentsReader;
import org.kd4j.data.records.GroupColumns;

/**
 * Where the records come from. Names of columns that are not given are those that the format has.
 *
 * @param format of the files
 * @param train path of the training records; null where no path is given at all: the demonstration set
 * @param dev path of the records that choices are made on; null: a seeded tenth of the training records
 * @param test path of the records that are evaluated once at the end; may be null
 * @param textColumn name of the column that holds the text; null with civil-comments: the published one
 * @param labelColumn name of the column that holds the label; null with civil-comments: the published one
 * @param idColumn name of the column that holds the record id; null: ids are made from text and label, but with
 *     civil-comments taken from the published column where there is one
 * @param labels names of the classes in the order of their indices; empty: what the training records hold, sorted
 * @param positiveLabel the class that AUROC takes for the positive one; null: with a threshold {@code 1}, else the last of
 *     {@code labels}, which one of the two has to name where there are groups
 * @param labelThreshold labels are numbers from 0 to 1, which become 1 from here on and 0 below; null: labels stand as
 *     they are, but with civil-comments it is 0.5
 * @param groupColumns names of columns with a number from 0 to 1, each a group of which records with 0.5 or more are
 *     members; null with civil-comments: those of the 24 identities that a file has
 * @param groupsByValue names of columns of which each value is a group of its own
 * @param splitBy name of a column of which equal values stay together where dev is held out of the training records; null:
 *     equal texts do
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
        String positiveLabel,
        Double labelThreshold,
        List<String> groupColumns,
        List<String> groupsByValue,
        String splitBy,
        int maxTokens) {

    /** What a threshold makes of a number, the negative one first. */
    private static final List<String> THRESHOLD_LABELS = List.of("0", CivilCommentsReader.TOXIC_LABEL);

    /** What a data file looks like. */
    public enum Format {
        /** Tab-separated with a header line and no quoting, as GLUE publishes SST-2. */
        GLUE,
        /** Comma-separated with a header line, RFC 4180. */
        CSV,
        /** Comma-separated with the columns of Civil Comments, as Jigsaw published them. */
        @JsonProperty("civil-comments")
        CIVIL_COMMENTS
    }

    public DataConfig {
        Check.present("format", format);
        labels = labels == null ? List.of() : List.copyOf(labels);
        groupsByValue = groupsByValue == null ? List.of() : List.copyOf(groupsByValue);
        if (format == Format.CIVIL_COMMENTS) {
            labelThreshold = labelThreshold == null ? Double.valueOf(CivilCommentsReader.TOXIC) : labelThreshold;
        } else {
            textColumn = textColumn == null ? "sentence" : textColumn;
            labelColumn = labelColumn == null ? "label" : labelColumn;
            groupColumns = groupColumns == null ? List.of() : List.copyOf(groupColumns);
        }
        checkColumns(textColumn, labelColumn, idColumn);
        checkLabels(labels, labelThreshold);
        positiveLabel = positiveLabel == null ? knownPositive(labels, labelThreshold) : positiveLabel;
        checkPositive(positiveLabel, labelThreshold == null ? labels : THRESHOLD_LABELS);
        checkGroups(train, groupColumns, groupsByValue);
        checkOwn(ownColumns(format, textColumn, labelColumn, idColumn), groupColumns, groupsByValue);
        if (hasGroups(format, groupColumns, groupsByValue) && positiveLabel == null) {
            throw new InvalidValue(
                    "positiveLabel",
                    "nothing",
                    "the class that is positive, such as hateful, because groups are scored by how it is told from the other;"
                            + " or data.labels, with it last");
        }
        checkSplit(splitBy, train, dev);
        Check.atLeast("maxTokens", maxTokens, 3);
        if (maxTokens > 100_000) {
            throw new InvalidValue("maxTokens", maxTokens, "at most 100000");
        }
        if (train == null && (dev != null || test != null)) {
            throw new InvalidValue(
                    "train", "nothing", "a path, because data." + (dev == null ? "test" : "dev") + " has one");
        }
    }

    private static void checkColumns(String text, String label, String id) {
        if (text != null) {
            Check.present("textColumn", text);
        }
        if (label != null) {
            Check.present("labelColumn", label);
        }
        Check.different(
                "labelColumn",
                Stream.of(text, label, id).filter(Objects::nonNull).toList());
    }

    private static void checkLabels(List<String> labels, Double threshold) {
        Check.different("labels", labels);
        if (labels.size() == 1) {
            throw new InvalidValue("labels", labels, "at least two classes, or none for those of the data");
        }
        if (threshold != null && !(threshold > 0 && threshold <= 1)) {
            throw new InvalidValue("labelThreshold", threshold, "a number > 0 and ≤ 1");
        }
        if (threshold != null && !labels.isEmpty() && !Set.copyOf(labels).equals(Set.copyOf(THRESHOLD_LABELS))) {
            throw new InvalidValue(
                    "labels", labels, "none, or 0 and 1, because data.labelThreshold makes these two of a number");
        }
    }

    private static String knownPositive(List<String> labels, Double threshold) {
        if (threshold != null) {
            return THRESHOLD_LABELS.get(1);
        }
        return labels.isEmpty() ? null : labels.get(labels.size() - 1);
    }

    private static void checkPositive(String positive, List<String> labels) {
        if (positive != null && !labels.isEmpty() && !labels.contains(positive)) {
            throw new InvalidValue("positiveLabel", positive, "one of " + labels);
        }
    }

    private static boolean hasGroups(Format format, List<String> byNumber, List<String> byValue) {
        return format == Format.CIVIL_COMMENTS || !byNumber.isEmpty() || !byValue.isEmpty();
    }

    private static List<String> ownColumns(Format format, String text, String label, String id) {
        Stream<String> published =
                format == Format.CIVIL_COMMENTS ? CivilCommentsReader.OWN_COLUMNS.stream() : Stream.empty();
        return Stream.concat(Stream.of(text, label, id).filter(Objects::nonNull), published)
                .toList();
    }

    private static void checkOwn(List<String> own, List<String> byNumber, List<String> byValue) {
        if (byNumber != null && byNumber.stream().anyMatch(own::contains)) {
            throw new InvalidValue("groupColumns", byNumber, "no column that is text, label or id");
        }
        if (byValue.stream().anyMatch(own::contains)) {
            throw new InvalidValue("groupsByValue", byValue, "no column that is text, label or id");
        }
    }

    private static void checkSplit(String column, String train, String dev) {
        if (column != null) {
            Check.present("splitBy", column);
        }
        if (column != null && (train == null || dev != null)) {
            throw new InvalidValue(
                    "splitBy",
                    column,
                    "nothing, because "
                            + (train == null ? "the demonstration sentences" : "records for which data.dev has a path")
                            + " are not split");
        }
    }

    private static void checkGroups(String train, List<String> byNumber, List<String> byValue) {
        List<String> numbers = byNumber == null ? List.of() : byNumber;
        String key = numbers.isEmpty() ? "groupsByValue" : "groupColumns";
        List<String> all = Stream.concat(numbers.stream(), byValue.stream()).toList();
        try {
            new GroupColumns(numbers, byValue);
        } catch (IllegalArgumentException e) {
            throw new InvalidValue(key, all, "different names of columns, over groupColumns and groupsByValue");
        }
        if (train == null && !all.isEmpty()) {
            throw new InvalidValue(key, all, "none, because the demonstration sentences have no groups");
        }
    }

    /** Whether no file is named: the sentences inside the jar are used. */
    public boolean isDemonstration() {
        return train == null;
    }
}
