package org.kd4j.arbiter.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.kd4j.data.records.CivilCommentsReader;

/**
 * Where the records come from. Names of columns that are not given are those that the format has.
 *
 * @param annotations path of the configuration of a sweep over models of annotators, whose items are the records, in its parts,
 *     each labelled by its majority; null: records have one label
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
 * @param evaluations further sets by name: lower-case letters, digits and hyphens, a letter first
 * @param maxTokens the most tokens of a text that are read, 3 to 100,000
 */
public record DataConfig(
        String annotations,
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
        Map<String, EvaluationConfig> evaluations,
        int maxTokens) {

    /** What a threshold makes of a number, the negative one first. */
    static final List<String> THRESHOLD_LABELS = List.of("0", CivilCommentsReader.TOXIC_LABEL);

    /** Without an underscore, so that the name of a column says where that of the set ends. */
    private static final Pattern SET = Pattern.compile("[a-z][a-z0-9-]*");

    private static final Set<String> OWN_SETS = Set.of("train", "dev", "test");

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
        if (annotations != null && (train != null || dev != null || test != null)) {
            throw new InvalidValue(
                    "annotations",
                    annotations,
                    "nothing beside data.train, data.dev and data.test, which are its parts");
        }
        TextFormat own =
                new TextFormat(format, textColumn, labelColumn, idColumn, labelThreshold, groupColumns, groupsByValue);
        textColumn = own.textColumn();
        labelColumn = own.labelColumn();
        labelThreshold = own.labelThreshold();
        groupColumns = own.groupColumns();
        groupsByValue = own.groupsByValue();
        labels = labels == null ? List.of() : List.copyOf(labels);
        checkLabels(labels, labelThreshold);
        positiveLabel = positiveLabel == null ? knownPositive(labels, labelThreshold) : positiveLabel;
        List<String> known = labelThreshold == null ? labels : THRESHOLD_LABELS;
        checkPositive(positiveLabel, known);
        if (annotations != null
                && (!labels.isEmpty() || labelThreshold != null || splitBy != null || own.hasGroups())) {
            throw new InvalidValue(
                    "annotations",
                    annotations,
                    "no labels, labelThreshold, splitBy and groups beside it, because it says what its items are");
        }
        if (train == null && !own.namedGroups().isEmpty()) {
            throw new InvalidValue(
                    own.groupsKey(), own.namedGroups(), "none, because the demonstration sentences have no groups");
        }
        evaluations = evaluations == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(evaluations));
        boolean groups = checkEvaluations(evaluations, own, known) || own.hasGroups();
        if (groups && positiveLabel == null) {
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
        if (train == null && annotations == null && (dev != null || test != null || !evaluations.isEmpty())) {
            String given = dev != null ? "dev" : test != null ? "test" : "evaluations";
            throw new InvalidValue("train", "nothing", "a path, because data." + given + " has one");
        }
    }

    /** Whether any of them has groups. */
    private static boolean checkEvaluations(
            Map<String, EvaluationConfig> evaluations, TextFormat data, List<String> classes) {
        boolean groups = false;
        for (Map.Entry<String, EvaluationConfig> evaluation : evaluations.entrySet()) {
            String key = "evaluations." + evaluation.getKey();
            if (!SET.matcher(evaluation.getKey()).matches() || OWN_SETS.contains(evaluation.getKey())) {
                throw new InvalidValue(
                        key,
                        "the name '" + evaluation.getKey() + "'",
                        "lower-case letters, digits and hyphens, a letter first, and none of train, dev, test");
            }
            if (evaluation.getValue() == null) {
                throw new InvalidValue(key, "nothing", "a set with a file");
            }
            try {
                groups |= evaluation.getValue().textFormat(data).hasGroups();
            } catch (InvalidValue e) {
                throw e.under(key);
            }
            Map<String, String> names = evaluation.getValue().labelNames();
            if (!classes.isEmpty() && !classes.containsAll(names.values())) {
                throw new InvalidValue(key + ".labelNames", names, "names of the classes " + classes);
            }
        }
        return groups;
    }

    private static void checkLabels(List<String> labels, Double threshold) {
        Check.different("labels", labels);
        if (labels.size() == 1) {
            throw new InvalidValue("labels", labels, "at least two classes, or none for those of the data");
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

    /** How the files of training, dev and test are written. */
    public TextFormat textFormat() {
        return new TextFormat(format, textColumn, labelColumn, idColumn, labelThreshold, groupColumns, groupsByValue);
    }

    /** How the file of one of the {@link #evaluations} is written. */
    public TextFormat textFormat(EvaluationConfig evaluation) {
        return evaluation.textFormat(textFormat());
    }

    /** Whether no file is named: the sentences inside the jar are used. */
    public boolean isDemonstration() {
        return train == null && annotations == null;
    }
}
