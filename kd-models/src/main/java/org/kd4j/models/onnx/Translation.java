package org.kd4j.models.onnx;

import java.util.List;
import java.util.Map;

/**
 * A graph with what became of the model's nodes on the way.
 *
 * @param nodes what the model was simplified to, in order
 */
record Translation(OnnxGraph graph, List<TracedNode> nodes) {
    Translation {
        nodes = List.copyOf(nodes);
    }

    /**
     * Where a node's outputs are found in the graph.
     *
     * @param node as the model has it, or the one that stands for a group of its nodes; its outputs have the model's
     *     names either way
     * @param values the outputs that the graph computes; none where the node was reckoned while translating
     */
    record TracedNode(Node node, Map<String, Value.Tensor> values) {}
}
