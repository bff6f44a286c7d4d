package org.kd4j.arbiter.config;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.kd4j.arbiter.config.DataConfig.Format;
import org.kd4j.data.records.CivilCommentsReader;
import org.kd4j.data.records.GroupColumns;

/**
 * How a file of labelled texts is written. See {@link DataConfig} for each; names of columns that are not given are those
 * that the format has.
 */
public record TextFormat(
        Format format,
        String textColumn,
        String labelColumn,
        String idColumn,
        Double labelThreshold,
        List<String> groupColumns,
        List<String> groupsByValue) {

    public TextFormat {
        Check.present("format", format);
        groupsByValue = groupsByValue == null ? List.of() : List.copyOf(groupsByValue);
        if (format == Format.CIVIL_COMMENTS) {
            labelThreshold = labelThreshold == null ? Double.valueOf(CivilCommentsReader.TOXIC) : labelThreshold;
        } else {
            textColumn = textColumn == null ? "sentence" : textColumn;
            labelColumn = labelColumn == null ? "label" : labelColumn;
            groupColumns = groupColumns == null ? List.of() : List.copyOf(groupColumns);
        }
        checkColumns(textColumn, labelColumn, idColumn);
        if (labelThreshold != null && !(labelThreshold > 0 && labelThreshold <= 1)) {
            throw new InvalidValue("labelThreshold", labelThreshold, "a number > 0 and ≤ 1");
        }
        checkGroups(groupColumns == null ? List.of() : groupColumns, groupsByValue);
        checkOwn(ownColumns(format, textColumn, labelColumn, idColumn), groupColumns, groupsByValue);
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

    private static void checkGroups(List<String> byNumber, List<String> byValue) {
        try {
            new GroupColumns(byNumber, byValue);
        } catch (IllegalArgumentException e) {
            throw new InvalidValue(
                    groupsKey(byNumber),
                    Stream.concat(byNumber.stream(), byValue.stream()).toList(),
                    "different names of columns, over groupColumns and groupsByValue");
        }
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

    private static String groupsKey(List<String> byNumber) {
        return byNumber.isEmpty() ? "groupsByValue" : "groupColumns";
    }

    /** Whether records may have groups. */
    public boolean hasGroups() {
        return format == Format.CIVIL_COMMENTS || !namedGroups().isEmpty();
    }

    /** The columns of groups that are named, not those that the format finds. */
    List<String> namedGroups() {
        Stream<String> byNumber = groupColumns == null ? Stream.empty() : groupColumns.stream();
        return Stream.concat(byNumber, groupsByValue.stream()).toList();
    }

    /** What messages about {@link #namedGroups} name. */
    String groupsKey() {
        return groupsKey(groupColumns == null ? List.of() : groupColumns);
    }
}
