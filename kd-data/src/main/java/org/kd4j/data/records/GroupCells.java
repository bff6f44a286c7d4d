package org.kd4j.data.records;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kd4j.core.failure.InvalidInput;

/** Reads the groups of one file's rows. Of all that it has read it remembers the names of groups only. */
final class GroupCells {
    private static final int MOST_VALUES = 1_000;
    private static final String ADVICE = "Correct it, leave it empty where nobody knows, or name the column in"
            + " data.groupsByValue to have a group for each of its values.";

    private final List<Cell> byNumber;
    private final List<Cell> byValue;
    private final Set<String> values = new HashSet<>();

    /** A column of groups. */
    record Cell(String name, int index) {
        String of(Row row) {
            return row.values().get(index).strip();
        }
    }

    GroupCells(List<Cell> byNumber, List<Cell> byValue) {
        this.byNumber = byNumber;
        this.byValue = byValue;
    }

    /** What the row says. */
    Membership of(Row row, String where) {
        List<String> member = new ArrayList<>();
        List<String> others = new ArrayList<>();
        boolean annotated = true;
        for (Cell cell : byNumber) {
            String value = cell.of(row);
            annotated &= !value.isEmpty();
            (isMember(cell, value, where) ? member : others).add(cell.name());
        }
        for (Cell cell : byValue) {
            String value = cell.of(row);
            annotated &= !value.isEmpty();
            if (!value.isEmpty()) {
                member.add(group(cell, value, where));
            }
        }
        return new Membership(member, others, annotated);
    }

    private static boolean isMember(Cell cell, String value, String where) {
        return !value.isEmpty()
                && Fraction.parse(value, where, "in the group column '" + cell.name() + "' the value", ADVICE)
                        >= GroupColumns.THRESHOLD;
    }

    private String group(Cell cell, String value, String where) {
        String group = cell.name() + "=" + value;
        if (value.indexOf('\n') >= 0 || values.add(group) && values.size() > MOST_VALUES) {
            throw new InvalidInput(
                    where,
                    "in the group column '" + cell.name() + "' "
                            + (values.size() > MOST_VALUES
                                    ? "one of more than " + MOST_VALUES + " different values"
                                    : "a value of several lines"),
                    "a column of few different values",
                    "Leave it out of data.groupsByValue.");
        }
        return group;
    }
}
