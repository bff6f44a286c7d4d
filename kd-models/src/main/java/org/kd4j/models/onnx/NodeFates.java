package org.kd4j.models.onnx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds what became of every node of a file: compares its nodes with those that the simplified model has left. */
final class NodeFates {
    private final OnnxModel model;
    private final SimplifiedModel simplified;
    private final OperatorTable table;
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, Node> left = new HashMap<>();
    private final Map<String, String> absorbedBy = new HashMap<>();

    private NodeFates(SimplifiedModel simplified, OperatorTable table) {
        this.model = simplified.model();
        this.table = table;
        this.simplified = simplified;
        model.nodes().forEach(node -> node.outputs().forEach(output -> producers.put(output, node)));
        simplified.nodes().forEach(node -> left.put(node.name(), node));
        simplified.nodes().forEach(this::absorb);
    }

    static Explanation explain(OnnxModel model, OperatorTable table) {
        return explain(SimplifiedModel.of(model, table), table);
    }

    static Explanation explain(SimplifiedModel simplified, OperatorTable table) {
        OnnxModel model = simplified.model();
        return new Explanation(model.name(), model.opset(), new NodeFates(simplified, table).rows(), Optional.empty());
    }

    /** Marks the nodes between one that stands for a group and what the group works on. */
    private void absorb(Node group) {
        Node last = producers.get(group.name());
        if (last == null || last.is(group.operator())) {
            return;
        }
        Deque<String> open = new ArrayDeque<>(last.inputs());
        while (!open.isEmpty()) {
            String name = open.remove();
            Node node = producers.get(name);
            boolean inside = node != null
                    && !group.inputs().contains(name)
                    && !left.containsKey(node.name())
                    && !simplified.knowledge().isSettled(node)
                    && absorbedBy.putIfAbsent(node.name(), group.operator()) == null;
            if (inside) {
                open.addAll(node.inputs());
            }
        }
    }

    private List<Explanation.Row> rows() {
        Set<String> live = new NodeIndex(model.nodes(), simplified.knowledge())
                .leadingTo(model.outputs()).stream().map(Node::name).collect(Collectors.toSet());
        SortedMap<String, Count> counts = new TreeMap<>();
        for (Node node : model.nodes()) {
            Count count = counts.computeIfAbsent(node.operator(), key -> new Count());
            Node remaining = left.get(node.name());
            String group = remaining == null ? absorbedBy.get(node.name()) : remaining.operator();
            if (!live.contains(node.name())) {
                count.unneeded++;
            } else if (simplified.knowledge().isSettled(node)) {
                count.folded++;
            } else if (group == null) {
                count.unneeded++;
            } else if (remaining == null || !node.is(group)) {
                count.fused.merge(group, 1, Integer::sum);
            } else if (table.find(group).isPresent()) {
                count.translated++;
            } else {
                count.unsupported++;
            }
        }
        List<Explanation.Row> rows = new ArrayList<>();
        counts.forEach((operator, count) -> rows.add(new Explanation.Row(
                operator, count.folded, count.unneeded, count.translated, count.unsupported, count.fused)));
        return rows;
    }

    private static final class Count {
        private int folded;
        private int unneeded;
        private int translated;
        private int unsupported;
        private final SortedMap<String, Integer> fused = new TreeMap<>();
    }
}
