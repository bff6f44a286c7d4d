package org.kd4j.data.records;

import java.util.List;

/**
 * A row of a table as it stands in a file.
 *
 * @param line where it begins, from 1
 * @param values one a column
 */
public record Row(long line, List<String> values) {

    /** The value of a column without surrounding blanks. */
    public String stripped(int column) {
        return values.get(column).strip();
    }

    /** A blank line between or after rows holds no record. */
    boolean isBlank() {
        return values.size() == 1 && values.get(0).isEmpty();
    }
}
