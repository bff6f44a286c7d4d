package org.kd4j.data.records;

import java.util.List;
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
 */
record Header(int text, int label, int id, int unit, Double labelThreshold, GroupCells groups) {

    static Header of(Table table, BiFunction<String, List<String>, RecordLayout> layoutOf) {
        RecordLayout layout = layoutOf.apply(table.header(), table.titles());
        ColumnNames names = layout.names();
        return new Header(
                find(table, names.text(), "textColumn"),
                find(table, names.label(), "labelColumn"),
                names.id() == null ? -1 : find(table, names.id(), "idColumn"),
                layout.unit() == null ? -1 : find(table, layout.unit(), "splitBy"),
                layout.labelThreshold(),
                new GroupCells(
                        cells(table, layout.groups().byNumber(), "groupColumns"),
                        cells(table, layout.groups().byValue(), "groupsByValue")));
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

    private static List<GroupCells.Cell> cells(Table table, List<String> names, String setting) {
        return names.stream()
                .map(name -> new GroupCells.Cell(name, find(table, name, setting)))
                .toList();
    }

    private static int find(Table table, String name, String setting) {
        return table.column(name, advice(setting));
    }

    private static InvalidInput missing(String where, List<String> titles, String name, String setting) {
        return new InvalidInput(
                where, "a header with the columns " + titles, "a column '" + name + "'", advice(setting));
    }

    private static String advice(String setting) {
        return "Set data." + setting + (setting.startsWith("group") ? " to some" : " to one")
                + " of the file's columns, or give the file a header line.";
    }
}
