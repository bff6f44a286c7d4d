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
    private final OnnxModel model;
    private final ReferenceRuntime runtime;
    private ReferenceRuntime withStates;

    /**
     * @param graph may be closed
     * @param model where the graph comes from
     */
    RuntimeModel(OnnxGraph graph, OnnxModel model) {
        this.graph = graph;
        this.model = model;
        this.runtime = ReferenceRuntime.openFast(model, Set.of());
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
        Map<String, Output> found = runtime(wanted).run(given, names);
        Map<String, Output> outputs = new LinkedHashMap<>();
        wanted.forEach(output -> outputs.put(output, found.get(inModel(output))));
        return outputs;
    }

    /** States that the export does not put out cost the runtime some of its fusions, so only who wants them pays. */
    private ReferenceRuntime runtime(List<String> wanted) {
        if (wanted.stream().noneMatch(graph.hiddenStates()::containsKey)) {
            return runtime;
        }
        if (withStates == null) {
            withStates = ReferenceRuntime.openFast(
                    model, Set.copyOf(graph.hiddenStates().values()));
        }
        return withStates;
    }

    private String inModel(String output) {
        return graph.hiddenStates().getOrDefault(output, output);
    }

    @Override
    public synchronized void close() {
        runtime.close();
        if (withStates != null) {
            withStates.close();
        }
        graph.close();
    }
}
