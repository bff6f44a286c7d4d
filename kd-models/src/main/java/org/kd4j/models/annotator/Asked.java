package org.kd4j.models.annotator;

import org.kd4j.core.annotation.Annotators;

/**
 * Pairs of an item and whom is asked about it.
 *
 * @param items row of each pair's item
 * @param ids number of each pair's annotator, {@link Annotators#UNKNOWN} where it is not to be told who that is
 * @param people number of each pair's annotator, whose attributes are told
 */
record Asked(int[] items, int[] ids, int[] people) {

    int size() {
        return items.length;
    }
}
