package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A model of which everything is reckoned that no text changes, and whose groups of nodes that stand for one operation
 * are one node. Nodes keep the names of what they put out.
 *
 * @param model the model as the file has it
 * @param nodes what is left to compute and needed by an output, each behind those whose values it uses
 * @param knowledge what is known of the values; those that no text changes are in {@link Knowledge#fixed}
 * @param folded number of nodes reckoned, by operator
 * @param replaced number of nodes that stand no longer alone, by the operator that took them in
 * @param spine the blocks of the encoder, where they are recognised
 */
record SimplifiedModel(
        OnnxModel model,
        List<Node> nodes,
        Knowledge knowledge,
        SortedMap<String, Integer> folded,
        SortedMap<String, Integer> replaced,
        SpineSearch spine) {
    /** In the order in which later ones find what earlier ones made. */
    private static final List<Fusion> FUSIONS = List.of(
            new LayerNormFusion(), new GeluFusion(), new LinearFusion(), new FlatLinearFusion(), new AttentionFusion());

    /** With all that is reckoned of parameters alone. */
    static SimplifiedModel of(OnnxModel model, OperatorTable table) {
        return of(model, table, Map.of());
    }

    /** @param parameters names of variables by the names of the constants that become them */
    static SimplifiedModel of(OnnxModel model, OperatorTable table, Map<String, String> parameters) {
        Knowledge knowledge = Knowledge.of(model, table, parameters.keySet());
        List<Node> live = new NodeIndex(model.nodes(), knowledge).leadingTo(model.outputs());
        SortedMap<String, Integer> folded = new TreeMap<>();
        List<Node> open = new ArrayList<>();
        for (Node node : live) {
            if (knowledge.isSettled(node)) {
                folded.merge(node.operator(), 1, Integer::sum);
            } else {
                open.add(node);
            }
        }
        List<Node> nodes = NeedlessNodes.removedFrom(open, Set.copyOf(model.outputs()), knowledge);
        SortedMap<String, Integer> replaced = new TreeMap<>();
        for (Fusion fusion : FUSIONS) {
            nodes = fused(nodes, fusion, model, knowledge, replaced);
        }
        SpineSearch spine = SpineSearch.in(nodes, new NodeIndex(nodes, knowledge));
        return new SimplifiedModel(model, nodes, knowledge, folded, replaced, spine);
    }

    private static List<Node> fused(
            List<Node> nodes,
            Fusion fusion,
            OnnxModel model,
            Knowledge knowledge,
            SortedMap<String, Integer> replaced) {
        NodeIndex index = new NodeIndex(nodes, knowledge);
        List<Node> changed = nodes.stream()
                .map(node -> fusion.match(node, index).orElse(node))
                .toList();
        List<Node> left = new NodeIndex(changed, knowledge).leadingTo(model.outputs());
        if (left.size() < nodes.size()) {
            replaced.merge(fusion.makes(), nodes.size() - left.size(), Integer::sum);
        }
        return left;
    }

    /** Of the values that no text changes, those that nodes or outputs use. */
    Map<String, Value> usedConstants() {
        Map<String, Value> used = new HashMap<>();
        Stream.concat(nodes.stream().flatMap(node -> node.inputs().stream()), model.outputs().stream())
                .filter(knowledge.fixed()::containsKey)
                .forEach(name -> used.put(name, knowledge.fixed().get(name)));
        return used;
    }
}
