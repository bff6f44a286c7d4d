package org.kd4j.models.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an {@link OnnxGraph} knows of its SameDiff graph: what goes in, what comes out, and what must hold of it.
 *
 * @param name the model's name, for messages
 * @param fingerprint hex SHA-256 of the ONNX file's bytes and of the external data it uses
 * @param inputs what a caller feeds, in the model's order
 * @param outputs the shape of each output, in the model's order
 * @param bounds what must hold of the sizes of the inputs
 * @param vocabularies of inputs that index the rows of a table: the number of rows of the smallest
 * @param computedIndices the same of variables that the graph computes, such as the positions of RoBERTa
 */
record GraphSignature(
        String name,
        String fingerprint,
        List<OnnxModel.Input> inputs,
        Map<String, Shape> outputs,
        Set<Bound> bounds,
        Map<String, Long> vocabularies,
        Map<String, Long> computedIndices) {
    GraphSignature {
        inputs = List.copyOf(inputs);
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        bounds = Set.copyOf(bounds);
        vocabularies = Map.copyOf(vocabularies);
        computedIndices = Map.copyOf(computedIndices);
    }

    static GraphSignature of(OnnxModel model, Graph graph, Map<String, Shape> outputs) {
        return new GraphSignature(
                model.name(),
                model.fingerprint(),
                model.inputs(),
                outputs,
                graph.bounds(),
                graph.vocabularies(),
                graph.computedIndices());
    }

    /** The same with these outputs only. */
    GraphSignature keeping(Set<String> kept) {
        Map<String, Shape> fewer = new LinkedHashMap<>(outputs);
        fewer.keySet().retainAll(kept);
        return new GraphSignature(name, fingerprint, inputs, fewer, bounds, vocabularies, computedIndices);
    }
}
