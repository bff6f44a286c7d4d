package org.kd4j.models.onnx;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A model that ONNX Runtime runs; what goes in is checked by what its graph knows. */
final class RuntimeModel extends GraphBackedModel {
    private final OnnxModel model;
    private final ReferenceRuntime runtime;
    private ReferenceRuntime withStates;

    /**
     * @param graph may be closed
     * @param model where the graph comes from
     */
    RuntimeModel(OnnxGraph graph, OnnxModel model) {
        super(graph);
        this.model = model;
        this.runtime = ReferenceRuntime.openFast(model, Set.of());
    }

    @Override
    public Engine engine() {
        return Engine.ONNXRUNTIME;
    }

    @Override
    Map<String, Output> answer(Map<String, long[][]> given, List<String> wanted) {
        Set<String> names = new LinkedHashSet<>();
        wanted.forEach(output -> names.add(inModel(output)));
        Map<String, Output> found = runtime(wanted).run(given, names);
        Map<String, Output> outputs = new LinkedHashMap<>();
        wanted.forEach(output -> outputs.put(output, found.get(inModel(output))));
        return outputs;
    }

    /** States that the export does not put out cost the runtime some of its fusions, so only who wants them pays. */
    private ReferenceRuntime runtime(List<String> wanted) {
        if (wanted.stream().noneMatch(graph().hiddenStates()::containsKey)) {
            return runtime;
        }
        if (withStates == null) {
            withStates = ReferenceRuntime.openFast(
                    model, Set.copyOf(graph().hiddenStates().values()));
        }
        return withStates;
    }

    private String inModel(String output) {
        return graph().hiddenStates().getOrDefault(output, output);
    }

    @Override
    public synchronized void close() {
        runtime.close();
        if (withStates != null) {
            withStates.close();
        }
        graph().close();
    }
}
