package org.kd4j.data.records;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kd4j.core.failure.InvalidInput;

/**
 * Where a file's header says its columns are.
 *
 * @param text index of the text
 * @param label index of the label
 * @param id index of the record id, or -1 where the file has none
 * @param width number of columns
 */
record Header(int text, int label, int id, int width) {

    static Header of(String file, Row row, ColumnNames names) {
        String where = Place.of(file, row.line());
        List<String> titles = row.values().stream().map(String::strip).toList();
        rejectDuplicates(where, titles);
        return new Header(
                find(where, titles, names.text(), "textColumn"),
                find(where, titles, names.label(), "labelColumn"),
                names.id() == null ? -1 : find(where, titles, names.id(), "idColumn"),
                titles.size());
    }

    private static int find(String where, List<String> titles, String name, String setting) {
        int index = titles.indexOf(name);
        if (index < 0) {
            throw new InvalidInput(
                    where,
                    "a header with the columns " + titles,
                    "a column '" + name + "'",
                    "Set data." + setting + " to one of the file's columns, or give the file a header line.");
        }
        return index;
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
