package org.kd4j.models.onnx;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One operation of an ONNX graph.
 *
 * @param operator its type; outside the standard set with its domain before it, such as {@code com.microsoft.Gelu}
 * @param inputs names of values; empty for an optional input left out
 * @param outputs names of values
 * @param attributes a Long, Float, String or constant, or a list of Long or Float, by name
 */
record Node(String operator, List<String> inputs, List<String> outputs, Map<String, Object> attributes) {
    Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Map.copyOf(attributes);
    }

    /** The first output's name, which is the one name that a node surely has and shares with no other. */
    String name() {
        return outputs.get(0);
    }

    boolean is(String type) {
        return operator.equals(type);
    }

    /** The name of an input; empty where the node has none there. */
    String input(int index) {
        return index < inputs.size() ? inputs.get(index) : "";
    }

    boolean has(String attribute) {
        return attributes.containsKey(attribute);
    }

    long integer(String attribute, long otherwise) {
        return typed(attribute, Long.class).orElse(otherwise);
    }

    float real(String attribute, float otherwise) {
        return typed(attribute, Float.class).orElse(otherwise);
    }

    String text(String attribute, String otherwise) {
        return typed(attribute, String.class).orElse(otherwise);
    }

    Optional<Value.Constant> tensor(String attribute) {
        return typed(attribute, Value.Constant.class);
    }

    Optional<long[]> integers(String attribute) {
        return typed(attribute, List.class).map(list -> {
            long[] values = new long[list.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (Long) list.get(i);
            }
            return values;
        });
    }

    private <T> Optional<T> typed(String attribute, Class<T> type) {
        Object value = attributes.get(attribute);
        if (value != null && !type.isInstance(value)) {
            throw new Untranslatable("attribute " + attribute + " is " + value + ", not a "
                    + type.getSimpleName().toLowerCase(Locale.ROOT));
        }
        return Optional.ofNullable(type.cast(value));
    }
}
