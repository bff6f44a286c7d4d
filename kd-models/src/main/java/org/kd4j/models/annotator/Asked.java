package org.kd4j.models.annotator;

import java.util.Arrays;
import java.util.List;
import org.kd4j.core.annotation.Annotators;

/**
 * Pairs of an item and whom is asked about it.
 *
 * @param items row of each pair's item
 * @param ids number of each pair's annotator, {@link Annotators#UNKNOWN} where it is not to be told who that is
 * @param attributes for each attribute that is told, each pair's value as {@link AttributeRows} numbers it
 */
record Asked(int[] items, int[] ids, List<int[]> attributes) {

    /**
     * @param people of each pair, whose attributes are told
     * @param rows of their attributes
     */
    static Asked of(int[] items, int[] ids, int[] people, List<int[]> rows) {
        return new Asked(
                items,
                ids,
                rows.stream()
                        .map(values -> Arrays.stream(people)
                                .map(person -> values[person])
                                .toArray())
                        .toList());
    }

    int size() {
        return items.length;
    }
}
