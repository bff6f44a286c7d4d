package org.kd4j.data.records;

import java.io.Serializable;
import java.util.Objects;

/**
 * How a row of a file becomes a record.
 *
 * @param names of its columns
 * @param labelThreshold from which number on a label that is a number from 0 to 1 becomes {@code 1}, and below it
 *     {@code 0}; null where labels stand as they are
 * @param groups which columns say what groups it belongs to
 */
public record RecordLayout(ColumnNames names, Double labelThreshold, GroupColumns groups) implements Serializable {

    /** Throws {@link IllegalArgumentException} if the threshold is not above 0 and at most 1. */
    public RecordLayout {
        Objects.requireNonNull(names, "names");
        Objects.requireNonNull(groups, "groups");
        if (labelThreshold != null && !(labelThreshold > 0 && labelThreshold <= 1)) {
            throw new IllegalArgumentException(
                    "labelThreshold: found " + labelThreshold + ", expected a number > 0 and ≤ 1");
        }
    }

    /** Labels as they stand, and no groups. */
    public RecordLayout(ColumnNames names) {
        this(names, null, GroupColumns.NONE);
    }
}
