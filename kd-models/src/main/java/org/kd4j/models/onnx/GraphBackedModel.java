package org.kd4j.models.onnx;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A model that something else than its graph runs; what goes in and comes out is what the graph knows. */
abstract class GraphBackedModel implements TextModel {
    private final OnnxGraph graph;

    GraphBackedModel(OnnxGraph graph) {
        this.graph = graph;
    }

    final OnnxGraph graph() {
        return graph;
    }

    /** Runs inputs that were checked. */
    abstract Map<String, Output> answer(Map<String, long[][]> given, List<String> wanted);

    @Override
    public final synchronized Map<String, Output> run(Map<String, long[][]> given, List<String> wanted) {
        graph.requireKnown(given.keySet(), wanted);
        graph.requireFitting(given);
        return answer(given, wanted);
    }

    @Override
    public String name() {
        return graph.name();
    }

    @Override
    public List<String> inputs() {
        return graph.inputs();
    }

    @Override
    public List<String> outputs() {
        return graph.outputs();
    }

    @Override
    public int rank(String output) {
        return graph.rank(output);
    }

    @Override
    public int width(String output) {
        return graph.width(output);
    }

    @Override
    public String fingerprint() {
        return graph.fingerprint();
    }

    @Override
    public OptionalLong vocabulary(String input) {
        return graph.vocabulary(input);
    }

    @Override
    public void requireLength(int tokens) {
        graph.requireLength(tokens);
    }
}
