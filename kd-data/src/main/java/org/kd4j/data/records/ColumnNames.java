package org.kd4j.data.records;

import java.io.Serializable;
import java.util.Objects;

/**
 * What a file's header calls the columns.
 *
 * @param text name of the text column
 * @param label name of the label column
 * @param id name of the column of record ids, or null where records have none of their own
 */
public record ColumnNames(String text, String label, String id) implements Serializable {

    /** As in GLUE's files. */
    public static final ColumnNames GLUE = new ColumnNames("sentence", "label", null);

    /** Throws {@link IllegalArgumentException} if two names are the same. */
    public ColumnNames {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(label, "label");
        if (text.equals(label) || text.equals(id) || label.equals(id)) {
            throw new IllegalArgumentException(
                    "text, label and id must be three different columns, found " + text + ", " + label + " and " + id);
        }
    }

    /** Whether a column of this name is one of them. */
    boolean has(String name) {
        return name.equals(text) || name.equals(label) || name.equals(id);
    }
}
