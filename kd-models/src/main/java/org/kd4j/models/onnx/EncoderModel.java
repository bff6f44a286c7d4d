package org.kd4j.models.onnx;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kd4j.core.encoder.Encoder;
import org.kd4j.core.encoder.EncoderInput;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.samediff.GraphSessions;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A model whose hidden states the CPU engine computes; what is made of them, such as logits, its graph does. */
final class EncoderModel extends GraphBackedModel {
    private final EncoderForm form;
    private final Encoder encoder;

    /**
     * @param graph closed with this object
     * @param form of this graph
     */
    EncoderModel(OnnxGraph graph, EncoderForm form) {
        super(graph);
        this.form = form;
        this.encoder = new EncoderWeights(graph.sameDiff(), form.plan()).encoder();
    }

    /** Frees the weights that the engine has copies of; the graph can no longer answer of texts itself. */
    void releaseCopied() {
        graph().release(form.copied());
    }

    @Override
    public Engine engine() {
        return Engine.ENCODER;
    }

    @Override
    Map<String, Output> answer(Map<String, long[][]> given, List<String> wanted) {
        List<String> tails = wanted.stream().filter(form.tails()::containsKey).toList();
        Set<Integer> layers = new TreeSet<>(tails.isEmpty() ? Set.of() : form.tailStates());
        wanted.stream()
                .filter(form.states()::containsKey)
                .map(form.states()::get)
                .forEach(layers::add);
        Map<Integer, Output> states = states(given, layers);
        Map<String, Output> computed = tails.isEmpty() ? Map.of() : tails(given, states, tails);
        Map<String, Output> outputs = new LinkedHashMap<>();
        for (String output : wanted) {
            Integer layer = form.states().get(output);
            outputs.put(output, layer == null ? computed.get(output) : states.get(layer));
        }
        return outputs;
    }

    private Map<Integer, Output> states(Map<String, long[][]> given, Set<Integer> layers) {
        EncoderPlan plan = form.plan();
        long[][] ids = given.get(plan.ids());
        EncoderInput input =
                new EncoderInput(ids, plan.mask().map(given::get), plan.types().map(given::get));
        int[] wanted = layers.stream().mapToInt(Integer::intValue).toArray();
        List<float[]> found;
        try {
            found = encoder.hiddenStates(input, wanted);
        } catch (IndexOutOfBoundsException e) {
            throw new InvalidInput(
                    name(),
                    "texts that lead outside a table (" + e.getMessage() + ")",
                    "tokens and positions that the model has",
                    "Shorten the texts (maxTokens).");
        }
        Map<Integer, Output> states = new HashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            states.put(wanted[i], new Output(new long[] {ids.length, ids[0].length, encoder.hidden()}, found.get(i)));
        }
        return states;
    }

    private Map<String, Output> tails(Map<String, long[][]> given, Map<Integer, Output> states, List<String> tails) {
        Map<String, INDArray> arrays = graph().placeholders(given);
        for (int layer : form.tailStates()) {
            Output state = states.get(layer);
            arrays.put(EncoderForm.placeholder(layer), Nd4j.create(state.values(), state.shape(), 'c'));
        }
        Map<String, Output> found =
                graph().outputs(arrays, tails.stream().map(form.tails()::get).collect(Collectors.toSet()));
        arrays.values().forEach(GraphSessions::release);
        Map<String, Output> outputs = new HashMap<>();
        tails.forEach(output -> outputs.put(output, found.get(form.tails().get(output))));
        return outputs;
    }

    /** Leaves the graph to whoever goes on with it. */
    void closeEngine() {
        encoder.close();
    }

    @Override
    public synchronized void close() {
        encoder.close();
        graph().close();
    }
}
