package org.kd4j.core.batch;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * Which groups each of n records belongs to, such as the identities that a comment mentions: none, one or several.
 *
 * @param names of the groups, all different; empty where nobody asks for groups
 * @param members n rows of indices into {@code names}, each row ascending
 */
public record Groups(List<String> names, int[][] members) {
    private static final int[] NO_GROUP = {};

    /** Throws {@link IllegalArgumentException} if a name comes twice or a row holds anything but ascending indices. */
    public Groups {
        names = List.copyOf(names);
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException("groups: found " + names + ", expected different names");
        }
        for (int[] row : members) {
            int least = 0;
            for (int group : row) {
                if (group < least || group >= names.size()) {
                    throw new IllegalArgumentException("groups of a record: found " + Arrays.toString(row)
                            + ", expected ascending indices below " + names.size());
                }
                least = group + 1;
            }
        }
    }

    /** No groups at all, of so many records. */
    public static Groups none(int records) {
        int[][] members = new int[records][];
        Arrays.fill(members, NO_GROUP);
        return new Groups(List.of(), members);
    }

    /** Number of records. */
    public int size() {
        return members.length;
    }

    /** Whether there are no groups; groups without members are some. */
    public boolean isEmpty() {
        return names.isEmpty();
    }

    /** Whether the record at this row is a member of the group. */
    public boolean contains(int row, int group) {
        return Arrays.binarySearch(members[row], group) >= 0;
    }

    /** Those of the records at these rows, in this order. Rows are shared, not copied. */
    public Groups select(int... rows) {
        int[][] selected = new int[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            selected[i] = members[rows[i]];
        }
        return new Groups(names, selected);
    }
}
