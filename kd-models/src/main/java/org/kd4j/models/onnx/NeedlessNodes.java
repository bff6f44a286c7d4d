package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes out nodes whose result is their first input as it stands. */
final class NeedlessNodes {
    private static final Set<String> UNCHANGING = Set.of("Identity", "Dropout");

    /** Operators that leave all elements in their order; needless where neither shape nor type changes. */
    private static final Set<String> ARRANGING =
            Set.of("Cast", "Reshape", "Expand", "Flatten", "Squeeze", "Unsqueeze", "Tile");

    private NeedlessNodes() {}

    /**
     * @param nodes in order
     * @param outputs names that must stay
     */
    static List<Node> removedFrom(List<Node> nodes, Set<String> outputs, Knowledge knowledge) {
        Map<String, String> standsFor = new HashMap<>();
        List<Node> kept = new ArrayList<>();
        for (Node node : nodes) {
            List<String> inputs = node.inputs().stream()
                    .map(input -> standsFor.getOrDefault(input, input))
                    .toList();
            Node renamed = new Node(node.operator(), inputs, node.outputs(), node.attributes());
            if (!outputs.contains(node.name()) && isNeedless(renamed, knowledge)) {
                standsFor.put(node.name(), renamed.input(0));
            } else {
                kept.add(renamed);
            }
        }
        return kept;
    }

    private static boolean isNeedless(Node node, Knowledge knowledge) {
        Shape from = knowledge.shapes().get(node.input(0));
        Shape to = knowledge.shapes().get(node.name());
        if (from == null || to == null || node.outputs().size() > 1) {
            return false;
        }
        boolean sameType =
                knowledge.types().get(node.input(0)).equals(knowledge.types().get(node.name()));
        return UNCHANGING.contains(node.operator())
                || ARRANGING.contains(node.operator()) && from.equals(to) && sameType;
    }
}
