package org.kd4j.core.annotation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The annotators that a model knows, each with a number: 0 is the unknown one, who stands for all others, and the names
 * have 1, 2, … in their order.
 *
 * @param names all different
 * @param attributes what is known of each, such as gender, by the attribute's name; a row of the values in the order of
 *     the names. An empty value is not known
 */
public record Annotators(List<String> names, Map<String, List<String>> attributes) {
    /** The number of everybody who is not known. */
    public static final int UNKNOWN = 0;

    /** Throws {@link IllegalArgumentException} if a name comes twice, or an attribute has not one value a name. */
    public Annotators {
        names = List.copyOf(names);
        attributes = Map.copyOf(attributes);
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException("annotators: found " + names + ", expected different names");
        }
        for (Map.Entry<String, List<String>> attribute : attributes.entrySet()) {
            if (attribute.getValue().size() != names.size()) {
                throw new IllegalArgumentException("annotators, " + attribute.getKey() + ": found "
                        + attribute.getValue().size() + " values, expected " + names.size());
            }
        }
    }

    /** Of whom nothing but the name is known. */
    public static Annotators of(List<String> names) {
        return new Annotators(names, Map.of());
    }

    /** How many numbers there are, the unknown one's included. */
    public int size() {
        return names.size() + 1;
    }

    /** The name of a number; empty for the unknown annotator. */
    public String name(int number) {
        return number == UNKNOWN ? "" : names.get(number - 1);
    }

    /** The number of every name. */
    public Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            numbers.put(names.get(i), i + 1);
        }
        return numbers;
    }

    /** For every number of other people the one by which these annotators know who has the name; {@link #UNKNOWN} for strangers. */
    public int[] numbersOf(Annotators people) {
        Map<String, Integer> numbers = numbers();
        return IntStream.range(0, people.size())
                .map(person -> numbers.getOrDefault(people.name(person), UNKNOWN))
                .toArray();
    }

    /** The values of an attribute that occur, in the order of their first holder; the empty one is none. */
    public List<String> values(String attribute) {
        List<String> values = new ArrayList<>();
        for (String value : attributes.get(attribute)) {
            if (!value.isEmpty() && !values.contains(value)) {
                values.add(value);
            }
        }
        return values;
    }

    /** An annotator's value of an attribute; empty where it is not known. */
    public String value(String attribute, int number) {
        return number == UNKNOWN ? "" : attributes.get(attribute).get(number - 1);
    }
}
