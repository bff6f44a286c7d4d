package org.kd4j.data.records;

import java.util.ArrayList;
import java.util.List;

/**
 * What a record says about groups. As a column's text it has a line each: {@code +group} of a member, {@code -group} of
 * one that is none, and {@code ?} where the record is not annotated in full.
 *
 * @param member groups that the record belongs to
 * @param others groups that are known to exist and that it does not belong to
 * @param annotated whether no cell was empty; one that was empty makes no member
 */
public record Membership(List<String> member, List<String> others, boolean annotated) {
    private static final char MEMBER = '+';
    private static final char OTHER = '-';
    private static final String NOT_ANNOTATED = "?";

    public Membership {
        member = List.copyOf(member);
        others = List.copyOf(others);
    }

    /** Throws {@link IllegalArgumentException} if the text is none that {@link #text} gives. */
    public static Membership parse(String text) {
        List<String> member = new ArrayList<>();
        List<String> others = new ArrayList<>();
        boolean annotated = true;
        for (String line : text.isEmpty() ? new String[0] : text.split("\n")) {
            if (line.equals(NOT_ANNOTATED)) {
                annotated = false;
            } else if (line.length() > 1 && line.charAt(0) == MEMBER) {
                member.add(line.substring(1));
            } else if (line.length() > 1 && line.charAt(0) == OTHER) {
                others.add(line.substring(1));
            } else {
                throw new IllegalArgumentException(
                        "groups of a record: found the line '" + line + "', expected +group, -group or ?");
            }
        }
        return new Membership(member, others, annotated);
    }

    /** The value of {@link Column#GROUPS}. */
    public String text() {
        StringBuilder text = new StringBuilder();
        member.forEach(group -> text.append(MEMBER).append(group).append('\n'));
        others.forEach(group -> text.append(OTHER).append(group).append('\n'));
        return annotated
                ? text.toString()
                : text.append(NOT_ANNOTATED).append('\n').toString();
    }
}
