package org.kd4j.data.batching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datavec.api.writable.Writable;
import org.kd4j.core.batch.Groups;
import org.kd4j.data.records.Column;
import org.kd4j.data.records.Membership;

/** Collects which groups the records of a batch belong to. */
final class GroupCollector {
    private static final int[] NO_GROUP = {};

    private final Map<String, Integer> found = new LinkedHashMap<>();
    private final List<int[]> rows = new ArrayList<>();
    private int notAnnotated;

    void add(List<Writable> record) {
        Membership membership = Membership.parse(Column.GROUPS.of(record).toString());
        membership.others().forEach(this::indexOf);
        rows.add(
                membership.member().isEmpty()
                        ? NO_GROUP
                        : membership.member().stream().mapToInt(this::indexOf).toArray());
        notAnnotated += membership.annotated() ? 0 : 1;
    }

    int notAnnotated() {
        return notAnnotated;
    }

    /** Those of all records so far, named in alphabetical order, whatever the order of the records. */
    Groups build() {
        List<String> names = found.keySet().stream().sorted().toList();
        int[] places = new int[names.size()];
        for (int i = 0; i < places.length; i++) {
            places[found.get(names.get(i))] = i;
        }
        int[][] members = new int[rows.size()][];
        for (int row = 0; row < members.length; row++) {
            members[row] = rows.get(row).length == 0
                    ? NO_GROUP
                    : Arrays.stream(rows.get(row))
                            .map(group -> places[group])
                            .sorted()
                            .distinct()
                            .toArray();
        }
        return new Groups(names, members);
    }

    private int indexOf(String group) {
        return found.computeIfAbsent(group, name -> found.size());
    }
}
