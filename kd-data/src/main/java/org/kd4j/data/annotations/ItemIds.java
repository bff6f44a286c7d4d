package org.kd4j.data.annotations;

import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.Sha256;
import org.kd4j.data.records.Row;
import org.kd4j.data.records.Table;

/**
 * Names of items: those of a column, or hashes of their texts where there is none.
 *
 * @param column index of the column, or -1
 */
record ItemIds(int column) {
    private static final int HASH_DIGITS = 32;

    /** @param column name of the column, or null */
    static ItemIds of(Table table, String column) {
        return new ItemIds(column == null ? -1 : Cells.column(table, column));
    }

    /** @throws InvalidInput if it is empty */
    String of(Row row, String text, Object where) {
        return column < 0
                ? Sha256.ofText(text).substring(0, HASH_DIGITS)
                : Cells.required(row.stripped(column), "item id", where);
    }
}
