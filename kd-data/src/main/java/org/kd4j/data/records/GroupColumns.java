package org.kd4j.data.records;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * Columns of a file that say which groups a record belongs to.
 *
 * @param byNumber names of columns of numbers from 0 to 1: whoever has {@value #THRESHOLD} or more is a member of the group
 *     of that name
 * @param byValue names of columns of which each value is a group of its own, {@code column=value}
 */
public record GroupColumns(List<String> byNumber, List<String> byValue) implements Serializable {
    /** From which number on a record is a member, as Jigsaw's evaluation has it. */
    static final double THRESHOLD = 0.5;

    /** No columns: records carry no groups. */
    public static final GroupColumns NONE = new GroupColumns(List.of(), List.of());

    /** Throws {@link IllegalArgumentException} if a column comes twice, or a name is empty or has several lines. */
    public GroupColumns {
        byNumber = List.copyOf(byNumber);
        byValue = List.copyOf(byValue);
        List<String> all = all(byNumber, byValue);
        if (all.stream().distinct().count() < all.size()) {
            throw new IllegalArgumentException("group columns: found " + all + ", expected different columns");
        }
        if (all.stream().anyMatch(name -> name.isBlank() || name.indexOf('\n') >= 0)) {
            throw new IllegalArgumentException("group columns: found " + all + ", expected names of one line");
        }
    }

    /** All of them. */
    List<String> names() {
        return all(byNumber, byValue);
    }

    private static List<String> all(List<String> byNumber, List<String> byValue) {
        return Stream.concat(byNumber.stream(), byValue.stream()).toList();
    }
}
