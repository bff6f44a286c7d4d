package org.kd4j.data.annotations;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kd4j.core.annotation.Annotators;

/** Some annotators of all. */
final class AnnotatorRows {
    private AnnotatorRows() {}

    /** @param numbers of those to keep, none the unknown one's, in the order of their new numbers */
    static Annotators select(Annotators annotators, int[] numbers) {
        Map<String, List<String>> attributes = new TreeMap<>();
        annotators.attributes().forEach((name, values) -> attributes.put(name, select(values, numbers)));
        return new Annotators(select(annotators.names(), numbers), attributes);
    }

    private static List<String> select(List<String> values, int[] numbers) {
        return Arrays.stream(numbers).mapToObj(number -> values.get(number - 1)).toList();
    }
}
