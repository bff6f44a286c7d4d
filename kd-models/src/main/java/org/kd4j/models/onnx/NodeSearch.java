package org.kd4j.models.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.kd4j.models.onnx.Disagreement.NodeDifference;
import org.kd4j.models.onnx.Translation.TracedNode;
import org.kd4j.models.onnx.Value.Tensor;

/**
 * Finds the node that is wrong though what it works on is right, by asking the graph and ONNX Runtime for the same
 * values. Of the nodes that lead to a wrong value, it halves those between one that agrees and one that does not. Nodes
 * on other paths may agree though an earlier one is wrong; so where the node that is left has a wrong input, the search
 * goes on among the nodes that lead to that.
 */
final class NodeSearch {
    private final Translation translation;
    private final ReferenceRuntime runtime;
    private final ParityCase one;
    private final Map<String, Integer> places = new HashMap<>();
    private final Map<Integer, NodeDifference> differences = new HashMap<>();

    private NodeSearch(Translation translation, ReferenceRuntime runtime, ParityCase one) {
        this.translation = translation;
        this.runtime = runtime;
        this.one = one;
        for (int i = 0; i < translation.nodes().size(); i++) {
            for (String output : translation.nodes().get(i).node().outputs()) {
                places.put(output, i);
            }
        }
    }

    /**
     * @param one the inputs on which an output differs
     * @param output the name of its value in the model
     * @return empty if the difference stays below what is told apart from rounding until the end
     */
    static Optional<NodeDifference> first(Translation translation, OnnxModel model, ParityCase one, String output) {
        Set<String> names = translation.nodes().stream()
                .flatMap(traced -> traced.values().keySet().stream())
                .collect(Collectors.toSet());
        try (ReferenceRuntime runtime = ReferenceRuntime.open(model, names)) {
            return new NodeSearch(translation, runtime, one).first(output);
        }
    }

    private Optional<NodeDifference> first(String output) {
        Integer place = places.get(output);
        if (place == null || !differs(place)) {
            return Optional.empty();
        }
        int wrong = place;
        for (Optional<Integer> cause = Optional.of(wrong); cause.isPresent(); cause = wrongInput(wrong)) {
            wrong = halved(leadingTo(cause.get()));
        }
        return Optional.of(differences.get(wrong));
    }

    /** A node that differs and has one before it that agrees, or is the first. The last of them must differ. */
    private int halved(List<Integer> ordered) {
        int agreeing = -1;
        int differing = ordered.size() - 1;
        while (differing - agreeing > 1) {
            int middle = (agreeing + differing) / 2;
            if (differs(ordered.get(middle))) {
                differing = middle;
            } else {
                agreeing = middle;
            }
        }
        return ordered.get(differing);
    }

    private Optional<Integer> wrongInput(int place) {
        return inputs(place).stream().filter(this::differs).findFirst();
    }

    private Set<Integer> inputs(int place) {
        Set<Integer> before = new LinkedHashSet<>();
        for (String input : translation.nodes().get(place).node().inputs()) {
            Optional.ofNullable(places.get(input)).ifPresent(before::add);
        }
        return before;
    }

    /** The places of all nodes on which this one depends, in order, and its own at last. */
    private List<Integer> leadingTo(int place) {
        Set<Integer> found = new HashSet<>();
        Deque<Integer> open = new ArrayDeque<>(List.of(place));
        while (!open.isEmpty()) {
            int next = open.remove();
            if (found.add(next)) {
                open.addAll(inputs(next));
            }
        }
        List<Integer> ordered = new ArrayList<>(found);
        ordered.sort(null);
        return ordered;
    }

    private boolean differs(int place) {
        if (!differences.containsKey(place)) {
            differences.put(place, difference(translation.nodes().get(place)));
        }
        return differences.get(place) != null;
    }

    /** Null where the node agrees, or has no output that is a tensor of numbers in both. */
    private NodeDifference difference(TracedNode traced) {
        if (traced.values().isEmpty()) {
            return null;
        }
        Map<String, Output> expected = runtime.run(one.inputs(), traced.values().keySet());
        List<String> variables = traced.values().values().stream()
                .map(value -> value.variable().name())
                .distinct()
                .toList();
        Map<String, Output> found = translation.graph().inner(one.inputs(), variables);
        for (Map.Entry<String, Tensor> value : traced.values().entrySet()) {
            Output right = expected.get(value.getKey());
            if (right != null) {
                Output own = found.get(value.getValue().variable().name());
                ValueDifference difference =
                        ValueDifference.between(own, right, value.getValue().type(), one);
                if (difference.counts()) {
                    return new NodeDifference(
                            traced.node().operator(),
                            traced.node().name(),
                            difference.largest(),
                            difference.magnitude());
                }
            }
        }
        return null;
    }
}
