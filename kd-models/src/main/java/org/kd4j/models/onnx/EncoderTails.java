package org.kd4j.models.onnx;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kd4j.models.onnx.EncoderPlan.Linear;
import org.kd4j.models.onnx.EncoderSearch.Unlike;
import org.kd4j.models.onnx.Value.Constant;
import org.nd4j.autodiff.samediff.SDVariable;

/** Adds to a graph what computes a model's outputs of the hidden states alone, beside what computes them of the texts. */
final class EncoderTails {
    private final Graph graph;
    private final Evaluation evaluation;
    private final NodeIndex index;
    private final List<String> states;

    /**
     * @param graph the translated model
     * @param evaluation the values of its names there; a copy of them is changed
     */
    EncoderTails(Graph graph, Evaluation evaluation, NodeIndex index, ResidualSpine spine) {
        this.graph = graph;
        this.evaluation = evaluation.copy();
        this.index = index;
        this.states = spine.hiddenStates();
    }

    /**
     * @param plan with the model's names
     * @param outputs name of each output's value in the model, by the output's
     * @throws Unlike if an output needs more than hidden states
     */
    EncoderForm add(EncoderPlan plan, Map<String, String> outputs) {
        Map<String, Integer> direct = new HashMap<>();
        Map<String, String> computed = new HashMap<>();
        outputs.forEach((output, value) -> {
            int state = states.indexOf(original(value));
            if (state >= 0) {
                direct.put(output, state);
            } else {
                computed.put(output, value);
            }
        });
        EncoderPlan named = plan.renamed(this::inGraph, this::inGraph);
        List<Node> nodes = index.between(Set.copyOf(states), computed.values());
        if (nodes.stream().anyMatch(node -> node.is(Attention.OPERATOR))) {
            throw new Unlike("the outputs " + computed.keySet() + " are not computed of hidden states alone");
        }
        Set<Integer> used = placeholders(nodes);
        nodes.forEach(evaluation::evaluate);
        Map<String, String> tails = new HashMap<>();
        computed.forEach((output, value) ->
                tails.put(output, variable(evaluation.find(value).orElseThrow()).name()));
        HeadPlan head = inGraph(new HeadRoles(index, states.get(states.size() - 1)).plan(outputs));
        return new EncoderForm(named, direct, tails, used, head, copied(named, tails.values()));
    }

    private HeadPlan inGraph(HeadPlan head) {
        return head instanceof HeadPlan.Known known
                ? new HeadPlan.Known(
                        known.output(), known.kind(), known.inner().map(this::inGraph), inGraph(known.last()))
                : head;
    }

    /** By the graph's names: equal weights of a model may be one initializer there, handed on under several names. */
    private Set<String> copied(EncoderPlan named, Collection<String> tails) {
        Set<String> copied = named.names();
        tails.forEach(tail -> copied.removeAll(UsedVariables.behind(graph.sameDiff(), tail)));
        return copied;
    }

    /** The name that a value had before it was handed on as it is. */
    private String original(String value) {
        return index.producer(value, "Identity")
                .map(node -> original(node.input(0)))
                .orElse(value);
    }

    private Set<Integer> placeholders(List<Node> nodes) {
        Set<String> inputs =
                nodes.stream().flatMap(node -> node.inputs().stream()).collect(Collectors.toSet());
        Set<Integer> used = new TreeSet<>();
        for (int k = 0; k < states.size(); k++) {
            if (inputs.contains(states.get(k))) {
                Value state = evaluation.find(states.get(k)).orElseThrow();
                SDVariable placeholder = graph.sameDiff()
                        .placeHolder(
                                EncoderForm.placeholder(k),
                                Value.stored(state.type()),
                                state.shape().toArrayWithUnknowns());
                evaluation.define(states.get(k), graph.tensor(placeholder, state.shape(), state.type()));
                used.add(k);
            }
        }
        return used;
    }

    private SDVariable variable(Value value) {
        return graph.full(value);
    }

    private Linear inGraph(Linear layer) {
        Constant weights = constant(layer.weights());
        SDVariable matrix = variable(layer.outFirst() ? graph.transposed(weights) : weights);
        return new Linear(matrix.name(), inGraph(layer.bias()), false);
    }

    private String inGraph(String name) {
        return variable(constant(name)).name();
    }

    private Constant constant(String name) {
        return evaluation
                .find(name)
                .filter(Constant.class::isInstance)
                .map(Constant.class::cast)
                .orElseThrow(() -> new Unlike("'" + name + "' is no constant"));
    }
}
