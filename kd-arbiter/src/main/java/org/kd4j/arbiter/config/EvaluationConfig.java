package org.kd4j.arbiter.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kd4j.arbiter.config.DataConfig.Format;

/**
 * A set that teacher, baseline and chosen student are scored on at the end, besides test, and that decides nothing. What is
 * not given is that of {@code data}, but for what follows from another format, or another column of labels.
 *
 * @param file path of its records
 * @param format null: that of data
 * @param textColumn null: that of data, or with another format the one that this has
 * @param labelColumn null: that of data, or with another format the one that this has
 * @param labelThreshold null: that of data where format and label column are data's, else none, or with civil-comments 0.5
 * @param groupColumns null: those of data, or with another format those that this has
 * @param groupsByValue null: those of data, or with another format none
 * @param labelNames label to the class of the training records that it means; labels that are not here are classes
 *     themselves
 */
public record EvaluationConfig(
        String file,
        Format format,
        String textColumn,
        String labelColumn,
        Double labelThreshold,
        List<String> groupColumns,
        List<String> groupsByValue,
        Map<String, String> labelNames) {

    public EvaluationConfig {
        groupColumns = groupColumns == null ? null : List.copyOf(groupColumns);
        groupsByValue = groupsByValue == null ? null : List.copyOf(groupsByValue);
        labelNames = labelNames == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(labelNames));
        labelNames.forEach((label, name) -> {
            if (name == null || name.isBlank()) {
                throw new InvalidValue("labelNames", label + " without a class", "a class for each label");
            }
        });
    }

    /**
     * How the file is written.
     *
     * @param data how those of the training are
     */
    TextFormat textFormat(TextFormat data) {
        // Not where the record is made: a key that is misspelt is named before the one that is then missing.
        Check.present("file", file);
        boolean same = format == null || format == data.format();
        boolean sameLabels = same && labelColumn == null;
        TextFormat own = new TextFormat(
                format == null ? data.format() : format,
                textColumn == null && same ? data.textColumn() : textColumn,
                sameLabels ? data.labelColumn() : labelColumn,
                null,
                labelThreshold == null && sameLabels ? data.labelThreshold() : labelThreshold,
                groupColumns == null && same ? data.groupColumns() : groupColumns,
                groupsByValue == null && same ? data.groupsByValue() : groupsByValue);
        if (own.labelThreshold() != null
                && !Set.copyOf(DataConfig.THRESHOLD_LABELS).containsAll(labelNames.keySet())) {
            throw new InvalidValue(
                    "labelNames", labelNames, "names for 0 and 1, because labelThreshold makes these two of a number");
        }
        return own;
    }
}
