package org.kd4j.models.onnx;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** A model that ONNX Runtime runs; what goes in is checked by what its graph knows. */
final class RuntimeModel implements TextModel {
    private final OnnxGraph graph;
    private final ReferenceRuntime runtime;

    /** @param graph may be closed */
    RuntimeModel(OnnxGraph graph, ReferenceRuntime runtime) {
        this.graph = graph;
        this.runtime = runtime;
    }

    @Override
    public String name() {
        return graph.name();
    }

    @Override
    public Engine engine() {
        return Engine.ONNXRUNTIME;
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

    @Override
    public synchronized Map<String, Output> run(Map<String, long[][]> given, List<String> wanted) {
        graph.requireKnown(given.keySet(), wanted);
        graph.requireFitting(given);
        Set<String> names = new LinkedHashSet<>();
        wanted.forEach(output -> names.add(inModel(output)));
        Map<String, Output> found = runtime.run(given, names);
        Map<String, Output> outputs = new LinkedHashMap<>();
        wanted.forEach(output -> outputs.put(output, found.get(inModel(output))));
        return outputs;
    }

    private String inModel(String output) {
        return graph.hiddenStates().getOrDefault(output, output);
    }

    @Override
    public synchronized void close() {
        runtime.close();
        graph.close();
    }
}
