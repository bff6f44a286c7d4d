package org.kd4j.data.annotations;

import org.kd4j.core.failure.InvalidInput;
import org.kd4j.data.records.Table;

/** Cells of a table of annotations. */
final class Cells {
    static final String EXPECTED_FILE = "a file of annotations";

    private Cells() {}

    /** @throws InvalidInput if there is no such column */
    static int column(Table table, String name) {
        return table.column(name, "Name one of the file's columns, or give the file a header line.");
    }

    /** @throws InvalidInput if the value is empty */
    static String required(String value, String what, Object where) {
        if (value.isEmpty()) {
            throw new InvalidInput(where.toString(), "an empty " + what, "the name of one", "Fill it in.");
        }
        return value;
    }
}
