package org.kd4j.data.records;

import java.util.List;

/**
 * A row of a table as it stands in a file.
 *
 * @param line where it begins, from 1
 * @param values one a column
 */
record Row(long line, List<String> values) {

    /** A blank line between or after rows holds no record. */
    boolean isBlank() {
        return values.size() == 1 && values.get(0).isEmpty();
    }
}
