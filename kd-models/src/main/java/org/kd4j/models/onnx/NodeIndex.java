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

/** Finds nodes by what they produce, with what is known of the values between them. */
final class NodeIndex {
    /** Relative; exporters round the numbers of formulas to float. */
    private static final double ROUNDING = 1e-6;

    /** The operands of a node that could be exchanged, in one of their two orders. */
    record Operands(String one, String other) {}

    private final Knowledge knowledge;
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, Integer> uses = new HashMap<>();
    private final List<Node> nodes;

    NodeIndex(List<Node> nodes, Knowledge knowledge) {
        this.nodes = nodes;
        this.knowledge = knowledge;
        for (Node node : nodes) {
            node.outputs().forEach(output -> producers.put(output, node));
            node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
        }
    }

    /** The node behind a name; empty for inputs and values that no text changes. */
    Optional<Node> producer(String name) {
        return Optional.ofNullable(producers.get(name));
    }

    /** The node behind a name, if it is of this type. */
    Optional<Node> producer(String name, String operator) {
        return producer(name).filter(node -> node.is(operator));
    }

    Optional<Constant> constant(String name) {
        return knowledge.fixed().get(name) instanceof Constant constant ? Optional.of(constant) : Optional.empty();
    }

    Optional<Shape> shape(String name) {
        return knowledge.shape(name);
    }

    /** Whether the name stands for parameters or what is computed of them alone, with so many axes. */
    boolean isParameter(String name, int rank) {
        return knowledge.inputFree().contains(name)
                && shape(name).filter(shape -> shape.rank() == rank).isPresent();
    }

    /** The number behind a name, if it is a constant of one element. */
    OptionalDouble number(String name) {
        return constant(name)
                .filter(constant -> constant.array().length() == 1)
                .map(constant -> OptionalDouble.of(constant.array().getDouble(0)))
                .orElse(OptionalDouble.empty());
    }

    /** Whether the constant of this name has about this value. */
    boolean isNumber(String name, double value) {
        OptionalDouble number = number(name);
        return number.isPresent() && isAbout(number.getAsDouble(), value);
    }

    static boolean isAbout(double found, double value) {
        return Math.abs(found - value) <= ROUNDING * Math.abs(value);
    }

    boolean isUsedOnce(String name) {
        return uses.getOrDefault(name, 0) == 1;
    }

    static List<Operands> operands(Node commutative) {
        String first = commutative.input(0);
        String second = commutative.input(1);
        return List.of(new Operands(first, second), new Operands(second, first));
    }

    /** The nodes on which one of these values depends, in their order. */
    List<Node> leadingTo(Iterable<String> values) {
        return between(Set.of(), values);
    }

    /** The nodes on which one of these values depends other than through one of the given, in their order. */
    List<Node> between(Set<String> given, Iterable<String> values) {
        Set<String> live = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        values.forEach(open::add);
        while (!open.isEmpty()) {
            String value = open.remove();
            Node node = given.contains(value) ? null : producers.get(value);
            if (node != null && live.add(node.name())) {
                open.addAll(node.inputs());
            }
        }
        List<Node> kept = new ArrayList<>(nodes);
        kept.removeIf(node -> !live.contains(node.name()));
        return kept;
    }
}
