package org.kd4j.models.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.samediff.GatherGradient;
import org.kd4j.models.onnx.Translation.TracedNode;
import org.kd4j.models.onnx.Value.Tensor;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Translates a model into a SameDiff graph, with the hidden states as outputs {@code hidden_states.K} where its blocks
 * are recognised.
 */
final class Translator {
    private final Map<String, String> parameters;
    private final SimplifiedModel simplified;
    private final OnnxModel model;
    private final OperatorTable table;
    private final Graph graph = new Graph();
    private final Evaluation evaluation;

    private Translator(OnnxModel model, OperatorTable table, Parameters parameters) {
        this.parameters = parameters == Parameters.TRAINABLE ? ParameterNames.of(model) : Map.of();
        this.simplified = SimplifiedModel.of(model, table, this.parameters);
        this.model = model;
        this.table = table;
        this.evaluation = new Evaluation(model, table, graph);
    }

    /** @throws InvalidInput if the model has operators, or uses of operators, that cannot be translated */
    static OnnxGraph translate(OnnxModel model, OperatorTable table) {
        return translate(model, table, Parameters.CONSTANT);
    }

    /**
     * The same with parameters as constants or as variables; variables have the names of {@link ParameterNames}.
     *
     * @throws InvalidInput if the model has operators, or uses of operators, that cannot be translated
     */
    static OnnxGraph translate(OnnxModel model, OperatorTable table, Parameters parameters) {
        return trace(model, table, parameters).graph();
    }

    /** The graph with parameters as constants, and what became of the nodes. */
    static Translation trace(OnnxModel model, OperatorTable table) {
        return trace(model, table, Parameters.CONSTANT);
    }

    /** The graph and what became of the nodes. */
    static Translation trace(OnnxModel model, OperatorTable table, Parameters parameters) {
        if (parameters == Parameters.TRAINABLE) {
            GatherGradient.install();
        }
        return new Translator(model, table, parameters).translate();
    }

    private Translation translate() {
        requireKnownOperators(simplified.nodes());
        simplified.usedConstants().forEach(evaluation::define);
        parameters.forEach((name, variable) -> evaluation.define(
                name, graph.parameter(variable, model.constants().get(name))));
        simplified.nodes().forEach(evaluation::evaluate);
        Map<String, Shape> outputs = new LinkedHashMap<>();
        model.outputs().forEach(output -> outputs.put(output, output(output, output)));
        Map<String, String> hiddenStates = hiddenStates();
        hiddenStates.forEach((output, value) -> outputs.put(output, output(output, value)));
        OnnxGraph made = new OnnxGraph(
                GraphSignature.of(model, graph, outputs), graph.sameDiff(), hiddenStates, encoderForm(hiddenStates));
        return new Translation(
                made, simplified.nodes().stream().map(this::traced).toList());
    }

    private TracedNode traced(Node node) {
        Map<String, Tensor> computed = new LinkedHashMap<>();
        for (String output : node.outputs()) {
            evaluation
                    .find(output)
                    .filter(Tensor.class::isInstance)
                    .ifPresent(value -> computed.put(output, (Tensor) value));
        }
        return new TracedNode(node, computed);
    }

    /** What the CPU engine needs, where it runs such models. */
    private EncoderSearch encoderForm(Map<String, String> hiddenStates) {
        return EncoderSearch.in(simplified, (plan, spine) -> {
            Map<String, String> values = new LinkedHashMap<>(hiddenStates);
            model.outputs().forEach(output -> values.put(output, output));
            NodeIndex index = new NodeIndex(simplified.nodes(), simplified.knowledge());
            return new EncoderTails(graph, evaluation, index, spine).add(plan, values);
        });
    }

    /** The name of each hidden state in the model, by the output's; those that the model puts out itself are left out. */
    private Map<String, String> hiddenStates() {
        Map<String, String> names = new LinkedHashMap<>();
        if (simplified.spine() instanceof SpineSearch.Found found) {
            List<String> states = found.spine().hiddenStates();
            for (int k = 0; k < states.size(); k++) {
                String output = TextModel.hiddenState(k);
                if (!model.outputs().contains(output)) {
                    names.put(output, states.get(k));
                }
            }
        }
        return names;
    }

    /** Makes a value an output of the graph. */
    private Shape output(String output, String name) {
        Value value = evaluation
                .find(name)
                .orElseThrow(() -> new InvalidInput(
                        model.name(),
                        "the output '" + output + "', one of a node's optional outputs",
                        "outputs that are translated",
                        "Export the model without it."));
        SDVariable variable = graph.full(value);
        if (variable.isPlaceHolder() || variable.name().equals(output)) {
            throw new InvalidInput(
                    model.name(),
                    "the output '" + output + "', which is an input or a constant as it stands",
                    "outputs that the model computes",
                    "Export the model without it.");
        }
        // Of a constant, identity hands out the array itself, which is freed with the answer.
        SDVariable computed = value instanceof Value.Tensor ? variable : variable.mul(1);
        graph.sameDiff().identity(output, computed);
        return value.shape();
    }

    /** SameDiff hands a constant out as it is, and it would be freed with the answers. */
    private static SDVariable copied(SDVariable constant) {
        return constant.add(constant.getSameDiff().constant(Nd4j.scalar(constant.dataType(), 0)));
    }

    private void requireKnownOperators(List<Node> nodes) {
        SortedMap<String, Integer> missing = table.missing(nodes);
        if (!missing.isEmpty()) {
            String list = missing.entrySet().stream()
                    .map(entry -> entry.getKey() + " (" + entry.getValue() + " nodes)")
                    .collect(Collectors.joining(", "));
            throw new InvalidInput(
                    model.name(),
                    "operators of opset " + model.opset() + " that are not translated: " + list,
                    "the " + table.operators().size() + " operators that are",
                    OperatorAdvice.about(missing.keySet()));
        }
    }
}
