package org.kd4j.data.records;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.kd4j.core.failure.InvalidInput;

/**
 * Where a file's header says its columns are.
 *
 * @param text index of the text
 * @param label index of the label
 * @param id index of the record id, or -1 where the file has none
 * @param unit index of what a split keeps together, or -1 where nobody says
 * @param labelThreshold from which number on a label is 1; null where labels stand as they are
 * @param width number of columns
 */
record Header(int text, int label, int id, int unit, Double labelThreshold, GroupCells groups, int width) {

    static Header of(String file, Row row, BiFunction<String, List<String>, RecordLayout> layoutOf) {
        String where = Place.of(file, row.line());
        List<String> titles = row.values().stream().map(String::strip).toList();
        rejectDuplicates(where, titles);
        RecordLayout layout = layoutOf.apply(where, titles);
        ColumnNames names = layout.names();
        return new Header(
                find(where, titles, names.text(), "textColumn"),
                find(where, titles, names.label(), "labelColumn"),
                names.id() == null ? -1 : find(where, titles, names.id(), "idColumn"),
                layout.unit() == null ? -1 : find(where, titles, layout.unit(), "splitBy"),
                layout.labelThreshold(),
                new GroupCells(
                        cells(where, titles, layout.groups().byNumber(), "groupColumns"),
                        cells(where, titles, layout.groups().byValue(), "groupsByValue")),
                titles.size());
    }

    /**
     * The first of these names that the file has.
     *
     * @throws InvalidInput if it has none
     */
    static String first(String where, List<String> titles, List<String> names, String setting) {
        return names.stream()
                .filter(titles::contains)
                .findFirst()
                .orElseThrow(() -> missing(where, titles, String.join("' or '", names), setting));
    }

    private static List<GroupCells.Cell> cells(String where, List<String> titles, List<String> names, String setting) {
        return names.stream()
                .map(name -> new GroupCells.Cell(name, find(where, titles, name, setting)))
                .toList();
    }

    private static int find(String where, List<String> titles, String name, String setting) {
        int index = titles.indexOf(name);
        if (index < 0) {
            throw missing(where, titles, name, setting);
        }
        return index;
    }

    private static InvalidInput missing(String where, List<String> titles, String name, String setting) {
        return new InvalidInput(
                where,
                "a header with the columns " + titles,
                "a column '" + name + "'",
                "Set data." + setting + (setting.startsWith("group") ? " to some" : " to one")
                        + " of the file's columns, or give the file a header line.");
    }

    private static void rejectDuplicates(String where, List<String> titles) {
        Set<String> seen = new HashSet<>();
        for (String title : titles) {
            if (!seen.add(title)) {
                throw new InvalidInput(
                        where,
                        "a header that names the column '" + title + "' twice",
                        "columns of different names",
                        "Rename one of them.");
            }
        }
    }
}
