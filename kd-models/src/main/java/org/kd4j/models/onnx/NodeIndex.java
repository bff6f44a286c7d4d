package org.kd4j.models.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.kd4j.models.onnx.Value.Constant;

/** Finds nodes by what they produce. */
final class NodeIndex {

    /** The operands of a node that could be exchanged, in one of their two orders. */
    record Operands(String one, String other) {}

    private final Map<String, Constant> constants;
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, Integer> uses = new HashMap<>();
    private final List<Node> nodes;

    NodeIndex(List<Node> nodes, Map<String, Constant> constants) {
        this.nodes = nodes;
        this.constants = constants;
        for (Node node : nodes) {
            node.outputs().forEach(output -> producers.put(output, node));
            node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
        }
    }

    /** The node behind a name, if it is of this type. */
    Optional<Node> producer(String name, String operator) {
        return Optional.ofNullable(producers.get(name)).filter(node -> node.is(operator));
    }

    Optional<Constant> constant(String name) {
        return Optional.ofNullable(constants.get(name));
    }

    /** The number behind a name, if it is a constant of one element. */
    OptionalDouble number(String name) {
        Constant constant = constants.get(name);
        return constant == null || constant.array().length() != 1
                ? OptionalDouble.empty()
                : OptionalDouble.of(constant.array().getDouble(0));
    }

    /** Whether the constant of this name has about this value; exporters round to float. */
    boolean isNumber(String name, double value) {
        OptionalDouble number = number(name);
        return number.isPresent() && Math.abs(number.getAsDouble() - value) <= 1e-6 * Math.abs(value);
    }

    boolean isUsedOnce(String name) {
        return uses.getOrDefault(name, 0) == 1;
    }

    static List<Operands> operands(Node commutative) {
        String first = commutative.input(0);
        String second = commutative.input(1);
        return List.of(new Operands(first, second), new Operands(second, first));
    }

    /** The nodes on which one of these outputs depends, in their order. */
    List<Node> leadingTo(List<String> outputs) {
        Set<String> live = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(outputs);
        while (!open.isEmpty()) {
            Node node = producers.get(open.remove());
            if (node != null && live.add(node.name())) {
                open.addAll(node.inputs());
            }
        }
        List<Node> kept = new ArrayList<>(nodes);
        kept.removeIf(node -> !live.contains(node.name()));
        return kept;
    }
}
