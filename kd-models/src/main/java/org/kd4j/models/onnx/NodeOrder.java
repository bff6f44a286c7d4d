package org.kd4j.models.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kd4j.core.failure.InvalidInput;

/** Puts nodes in an order in which each comes after those whose values it uses. */
final class NodeOrder {
    private final String model;
    private final Set<String> given;
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, Integer> waitingFor = new HashMap<>();
    private final Map<String, List<Node>> consumers = new HashMap<>();
    private final List<Node> nodes;

    /**
     * @param given names that need no node: inputs and constants
     * @throws InvalidInput if a name is defined twice or nowhere
     */
    NodeOrder(String model, Set<String> given, List<Node> nodes) {
        this.model = model;
        this.given = given;
        this.nodes = nodes;
        for (Node node : nodes) {
            for (String output : node.outputs()) {
                if (!output.isEmpty() && (given.contains(output) || producers.put(output, node) != null)) {
                    throw twice(model, output);
                }
            }
        }
    }

    /**
     * The nodes in order (Kahn, 1962); nodes that are ready at once keep the file's order.
     *
     * @param outputs names that must be defined too
     * @throws InvalidInput if nodes wait for each other in a circle
     */
    List<Node> sorted(List<String> outputs) {
        outputs.forEach(output -> requireDefined(output, "the model's outputs"));
        Deque<Node> ready = new ArrayDeque<>();
        for (Node node : nodes) {
            Set<String> awaited = awaited(node);
            awaited.forEach(input ->
                    consumers.computeIfAbsent(input, key -> new ArrayList<>()).add(node));
            waitingFor.put(node.name(), awaited.size());
            if (awaited.isEmpty()) {
                ready.add(node);
            }
        }
        List<Node> order = new ArrayList<>(nodes.size());
        while (!ready.isEmpty()) {
            Node node = ready.remove();
            order.add(node);
            for (String output : node.outputs()) {
                for (Node consumer : consumers.getOrDefault(output, List.of())) {
                    if (waitingFor.merge(consumer.name(), -1, Integer::sum) == 0) {
                        ready.add(consumer);
                    }
                }
            }
        }
        if (order.size() < nodes.size()) {
            throw circle();
        }
        return order;
    }

    private Set<String> awaited(Node node) {
        Set<String> awaited = new HashSet<>(node.inputs());
        awaited.remove("");
        awaited.removeAll(given);
        awaited.forEach(input -> requireDefined(input, "node '" + node.name() + "'"));
        return awaited;
    }

    private void requireDefined(String value, String user) {
        if (!given.contains(value) && !producers.containsKey(value)) {
            throw new InvalidInput(
                    model,
                    "the name '" + value + "' in " + user + ", which nothing defines",
                    "the name of an input, an initializer or a node's output",
                    "Export the model again.");
        }
    }

    private InvalidInput circle() {
        String stuck = waitingFor.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .orElseThrow();
        return new InvalidInput(
                model, "nodes that wait for each other, '" + stuck + "' among them", "no cycles", "Export it again.");
    }

    static InvalidInput twice(String model, String value) {
        return new InvalidInput(model, "two definitions of the name '" + value + "'", "one", "Export the model again.");
    }
}
