package org.kd4j.arbiter.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.kd4j.core.annotation.TiePolicy;
import org.kd4j.data.annotations.AnnotationFormat;
import org.kd4j.data.annotations.LabelScale;
import org.kd4j.data.annotations.LeWiDiJson;
import org.kd4j.data.annotations.LongCsv;
import org.kd4j.data.annotations.WideCsv;

/**
 * Where items come from that several people labelled: one {@code file} that is split, or {@code train}, {@code dev} and
 * perhaps {@code test}. Files whose names end in {@code .gz} are compressed.
 *
 * @param format of the files
 * @param file path of what is split; null where train and dev are given
 * @param split how {@code file} is split
 * @param train path of what is learned from
 * @param dev path of what choices are made on
 * @param test path of what is evaluated only; may be null
 * @param itemColumn name of the column of item ids, of long and wide; null: equal texts are one item
 * @param annotatorColumn name of the column of annotators, of long; null: {@code annotator}
 * @param labelColumn name of the column of labels, of long; null: {@code label}
 * @param textColumn name of the column of texts, of long and wide; null: {@code text}
 * @param attributes names of columns of what is known of annotators; null: those that the format has
 * @param annotatorPrefix how names of annotators' columns begin, of wide
 * @param annotatorColumns names of annotators' columns, of wide
 * @param scale what labels are; null: binary with a threshold, else ordinal with popquorn and kumar, else nominal
 * @param labels the classes, of ordinal from low to high; empty: those that are found
 * @param threshold from which number on a label is 1 and not 0, of binary
 * @param ties which label an item's majority is where several were given most often
 * @param policies what is done about what is not as it should be
 * @param f1MinimumLabels how many labels an annotator must have in a set to count in the mean of annotators' macro-F1, ≥ 1
 * @param maxTokens the most tokens of a text that are read, 3 to 100,000
 */
public record AnnotatedDataConfig(
        Format format,
        String file,
        SplitConfig split,
        String train,
        String dev,
        String test,
        String itemColumn,
        String annotatorColumn,
        String labelColumn,
        String textColumn,
        List<String> attributes,
        String annotatorPrefix,
        List<String> annotatorColumns,
        Scale scale,
        List<String> labels,
        Double threshold,
        Ties ties,
        PolicyConfig policies,
        int f1MinimumLabels,
        int maxTokens) {

    /** What a file of annotations looks like. */
    public enum Format {
        /** Comma-separated, a row a label, with the columns of POPQUORN's offensiveness. */
        POPQUORN,
        /** Comma-separated, a row a label, with the columns of Kumar et al. */
        KUMAR,
        /** JSON as the shared task Learning with Disagreements distributes it. */
        LEWIDI,
        /** Comma-separated, a row an item and a column an annotator. */
        WIDE,
        /** Comma-separated, a row a label, with columns that are named. */
        LONG
    }

    /** What labels are. */
    public enum Scale {
        /** Steps from low to high. */
        ORDINAL,
        /** Names without an order. */
        NOMINAL,
        /** Numbers, of which those from a threshold on are 1 and others 0. */
        BINARY
    }

    /** See {@link TiePolicy}. */
    public enum Ties {
        SMALLEST,
        LARGEST,
        POSITIVE,
        PRIOR,
        DROP,
        @JsonProperty("seeded-random")
        SEEDED_RANDOM;

        public TiePolicy toPolicy() {
            return TiePolicy.valueOf(name());
        }
    }

    public AnnotatedDataConfig {
        Check.present("format", format);
        checkFiles(file, train, dev, test);
        Check.present("split", split);
        checkColumns(format, itemColumn, annotatorColumn, labelColumn, textColumn, attributes);
        annotatorColumns = annotatorColumns == null ? List.of() : List.copyOf(annotatorColumns);
        checkWide(format, annotatorPrefix, annotatorColumns);
        labels = labels == null ? List.of() : List.copyOf(labels);
        scale = scale != null ? scale : usual(format, threshold);
        checkScale(scale, labels, threshold);
        Check.present("ties", ties);
        Check.present("policies", policies);
        Check.atLeast("f1MinimumLabels", f1MinimumLabels, 1);
        Check.atLeast("maxTokens", maxTokens, 3);
        if (maxTokens > 100_000) {
            throw new InvalidValue("maxTokens", maxTokens, "at most 100000");
        }
        try {
            format(
                    format,
                    itemColumn,
                    annotatorColumn,
                    labelColumn,
                    textColumn,
                    attributes,
                    annotatorPrefix,
                    annotatorColumns);
        } catch (IllegalArgumentException e) {
            throw new InvalidValue("textColumn", e.getMessage(), "a different column for each");
        }
    }

    private static void checkFiles(String file, String train, String dev, String test) {
        boolean parts = train != null || dev != null || test != null;
        if (file == null && !parts) {
            throw new InvalidValue("file", "nothing", "a path, or paths as data.train and data.dev");
        }
        if (file != null && parts) {
            throw new InvalidValue(
                    "file", file, "no path beside data.train, data.dev or data.test, because it is split");
        }
        if (file == null && (train == null || dev == null)) {
            throw new InvalidValue(
                    train == null ? "train" : "dev", "nothing", "a path, or data.file with one that is split");
        }
    }

    private static void checkColumns(
            Format format, String item, String annotator, String label, String text, List<String> attributes) {
        boolean named = format == Format.LONG;
        requireNoColumn("annotatorColumn", annotator, named, format);
        requireNoColumn("labelColumn", label, named, format);
        requireNoColumn("itemColumn", item, named || format == Format.WIDE, format);
        requireNoColumn("textColumn", text, named || format == Format.WIDE, format);
        boolean without = format == Format.WIDE || format == Format.LEWIDI;
        if (without && attributes != null && !attributes.isEmpty()) {
            throw new InvalidValue("attributes", attributes, "none, because the format has no place for them");
        }
    }

    private static void requireNoColumn(String key, String column, boolean may, Format format) {
        if (column != null && !may) {
            throw new InvalidValue(
                    key,
                    column,
                    "nothing, because data.format " + format.name().toLowerCase(Locale.ROOT)
                            + " has columns of its own");
        }
        if (column != null) {
            Check.present(key, column);
        }
    }

    private static void checkWide(Format format, String prefix, List<String> columns) {
        boolean given = prefix != null || !columns.isEmpty();
        if (format != Format.WIDE && given) {
            throw new InvalidValue(
                    prefix == null ? "annotatorColumns" : "annotatorPrefix",
                    prefix == null ? columns : prefix,
                    "nothing, or data.format wide");
        }
        if (format == Format.WIDE && (prefix == null || prefix.isEmpty()) == columns.isEmpty()) {
            throw new InvalidValue(
                    "annotatorPrefix",
                    given ? prefix + " with annotatorColumns " + columns : "nothing",
                    "how the names of annotators' columns begin, or data.annotatorColumns, which lists them");
        }
    }

    private static Scale usual(Format format, Double threshold) {
        if (threshold != null) {
            return Scale.BINARY;
        }
        return format == Format.POPQUORN || format == Format.KUMAR ? Scale.ORDINAL : Scale.NOMINAL;
    }

    private static void checkScale(Scale scale, List<String> labels, Double threshold) {
        if (scale == Scale.BINARY && threshold == null) {
            throw new InvalidValue("threshold", "nothing", "a number, because data.scale is binary");
        }
        if (scale != Scale.BINARY && threshold != null) {
            throw new InvalidValue("threshold", threshold, "nothing, or data.scale binary");
        }
        if (scale == Scale.BINARY && !labels.isEmpty()) {
            throw new InvalidValue("labels", labels, "none, because a threshold makes 0 and 1");
        }
        try {
            scale(scale, labels, threshold);
        } catch (IllegalArgumentException e) {
            throw new InvalidValue(
                    threshold == null ? "labels" : "threshold",
                    threshold == null ? labels : threshold,
                    threshold == null ? "none, or at least two, all different" : "a number");
        }
    }

    private static LabelScale scale(Scale scale, List<String> labels, Double threshold) {
        return switch (scale) {
            case ORDINAL -> new LabelScale.Ordinal(labels);
            case NOMINAL -> new LabelScale.Nominal(labels);
            case BINARY -> new LabelScale.Binary(threshold);
        };
    }

    private static AnnotationFormat format(
            Format format,
            String item,
            String annotator,
            String label,
            String text,
            List<String> attributes,
            String prefix,
            List<String> columns) {
        return switch (format) {
            case POPQUORN -> with(LongCsv.POPQUORN, attributes);
            case KUMAR -> with(LongCsv.KUMAR, attributes);
            case LEWIDI -> new LeWiDiJson();
            case WIDE -> new WideCsv(item, orElse(text, "text"), prefix, columns);
            case LONG ->
                new LongCsv(
                        item,
                        orElse(annotator, "annotator"),
                        orElse(label, "label"),
                        orElse(text, "text"),
                        attributes == null ? List.of() : attributes);
        };
    }

    private static LongCsv with(LongCsv published, List<String> attributes) {
        return attributes == null
                ? published
                : new LongCsv(published.item(), published.annotator(), published.label(), published.text(), attributes);
    }

    private static String orElse(String given, String usual) {
        return given == null ? usual : given;
    }

    /** How the files are written. */
    public AnnotationFormat toFormat() {
        return format(
                format,
                itemColumn,
                annotatorColumn,
                labelColumn,
                textColumn,
                attributes,
                annotatorPrefix,
                annotatorColumns);
    }

    /** What labels are. */
    public LabelScale toScale() {
        return scale(scale, labels, threshold);
    }

    /** The same of files whose labels must be among the classes of others. */
    public LabelScale toScale(List<String> classes) {
        return scale == Scale.BINARY ? toScale() : scale(scale, classes, null);
    }

    /** The files that there are. */
    public List<String> files() {
        return Stream.of(file, train, dev, test).filter(Objects::nonNull).toList();
    }
}
