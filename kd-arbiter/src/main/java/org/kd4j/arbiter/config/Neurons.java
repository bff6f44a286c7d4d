package org.kd4j.arbiter.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import org.kd4j.core.interchange.Columns;

/** What is exchanged of a hidden state, as a configuration has it: {@code full}, {@code heads}, or {@code [from, to]}. */
public sealed interface Neurons {

    /**
     * The choices that an intervention has, in a model of these sizes.
     *
     * @throws IllegalArgumentException if it has no such columns
     */
    List<Columns> of(int hidden, int heads);

    /** All of it. */
    record Full() implements Neurons {
        @Override
        public List<Columns> of(int hidden, int heads) {
            return List.of(Columns.all(hidden));
        }
    }

    /** The part of one head. */
    record Heads() implements Neurons {
        @Override
        public List<Columns> of(int hidden, int heads) {
            return IntStream.range(0, heads)
                    .mapToObj(head -> Columns.ofHeads(head, head + 1, heads, hidden))
                    .toList();
        }
    }

    /** These columns. */
    record Range(Columns columns) implements Neurons {
        @Override
        public List<Columns> of(int hidden, int heads) {
            if (columns.to() > hidden) {
                throw new IllegalArgumentException("columns up to " + columns.to() + " of the " + hidden);
            }
            return List.of(columns);
        }
    }

    static Neurons read(String key, JsonNode value) {
        if (value != null && value.asText().equalsIgnoreCase("full")) {
            return new Full();
        }
        if (value != null && value.asText().equalsIgnoreCase("heads")) {
            return new Heads();
        }
        boolean range = value != null
                && value.isArray()
                && value.size() == 2
                && value.get(0).isInt()
                && value.get(1).isInt()
                && value.get(0).intValue() >= 0
                && value.get(1).intValue() > value.get(0).intValue();
        if (!range) {
            throw new InvalidValue(
                    key,
                    value == null || value.isNull() ? "nothing" : value,
                    "full, heads, or a range of columns [first, behind the last] such as [0, 64]");
        }
        return new Range(new Columns(value.get(0).intValue(), value.get(1).intValue()));
    }
}
