package org.kd4j.models.annotator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.kd4j.core.annotation.Annotators;

/**
 * Rows of the tables of attributes: 0 for a value that no known annotator has, then their values in the order of the first
 * holder.
 *
 * @param attributes names of those that are told
 * @param known whose values are in the tables
 */
record AttributeRows(List<String> attributes, Annotators known) {

    /** Number of an attribute's rows. */
    int count(String attribute) {
        return known.values(attribute).size() + 1;
    }

    /**
     * Rows of people, by their number. Of one who is known by name the known values count.
     *
     * @param people may lack attributes, which are not known then
     * @return for each attribute one row a person
     */
    List<int[]> of(Annotators people) {
        Map<String, Integer> numbers = known.numbers();
        return attributes.stream()
                .map(attribute -> {
                    Map<String, Integer> rows = rows(attribute);
                    return IntStream.range(0, people.size())
                            .map(person -> rows.getOrDefault(value(attribute, person, people, numbers), 0))
                            .toArray();
                })
                .toList();
    }

    private Map<String, Integer> rows(String attribute) {
        Map<String, Integer> rows = new HashMap<>();
        known.values(attribute).forEach(value -> rows.put(value, rows.size() + 1));
        return rows;
    }

    private String value(String attribute, int person, Annotators people, Map<String, Integer> numbers) {
        Integer number = numbers.get(people.name(person));
        if (number != null) {
            return known.value(attribute, number);
        }
        return people.attributes().containsKey(attribute) ? people.value(attribute, person) : "";
    }
}
