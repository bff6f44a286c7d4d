package org.kd4j.models.onnx;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The operators that can be translated, by ONNX name. */
record OperatorTable(Map<String, Operator> operators) {
    OperatorTable {
        operators = Map.copyOf(operators);
    }

    /** All operators of this package. */
    static OperatorTable standard() {
        Map<String, Operator> all = new HashMap<>();
        Stream.of(
                        Arithmetic.operators(),
                        Casts.operators(),
                        Logic.operators(),
                        Layouts.operators(),
                        Splitting.operators(),
                        Padding.operators(),
                        Indexing.operators(),
                        Sequences.operators(),
                        Masks.operators(),
                        Reductions.operators(),
                        Products.operators(),
                        Attention.operators(),
                        Einsum.operators(),
                        Normalization.operators(),
                        Activations.operators())
                .forEach(all::putAll);
        return new OperatorTable(all);
    }

    Optional<Operator> find(String operator) {
        return Optional.ofNullable(operators.get(operator));
    }

    /** The operators of these nodes that are not in the table, with the number of nodes of each. */
    SortedMap<String, Integer> missing(Iterable<Node> nodes) {
        SortedMap<String, Integer> missing = new TreeMap<>();
        for (Node node : nodes) {
            if (!operators.containsKey(node.operator())) {
                missing.merge(node.operator(), 1, Integer::sum);
            }
        }
        return missing;
    }
}
