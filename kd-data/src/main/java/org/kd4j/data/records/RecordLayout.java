package org.kd4j.data.records;

import java.io.Serializable;
import java.util.Objects;

/**
 * How a row of a file becomes a record.
 *
 * @param names of its columns
 * @param labelThreshold from which number on a label that is a number from 0 to 1 becomes {@code 1}, and below it
 *     {@code 0}; null where labels stand as they are
 * @param groups which columns say what groups it belongs to, none of them text, label or id
 * @param unit name of a column of which equal values are kept together where a set is split; null: equal texts alone
 */
public record RecordLayout(ColumnNames names, Double labelThreshold, GroupColumns groups, String unit)
        implements Serializable {

    /** Throws {@link IllegalArgumentException} if the threshold is not above 0 and at most 1, or a column is two things. */
    public RecordLayout {
        Objects.requireNonNull(names, "names");
        Objects.requireNonNull(groups, "groups");
        if (labelThreshold != null && !(labelThreshold > 0 && labelThreshold <= 1)) {
            throw new IllegalArgumentException(
                    "labelThreshold: found " + labelThreshold + ", expected a number > 0 and ≤ 1");
        }
        if (groups.names().stream().anyMatch(names::has)) {
            throw new IllegalArgumentException(
                    "group columns: found " + groups.names() + ", expected none of text, label and id");
        }
    }

    /** Labels as they stand, no groups, and a split that keeps equal texts together. */
    public RecordLayout(ColumnNames names) {
        this(names, null, GroupColumns.NONE, null);
    }
}
