package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.models.onnx.Value.Constant;
import org.kd4j.models.onnx.Value.Tensor;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Translates a model, node by node, into a SameDiff graph. A node is reckoned now if it is arithmetic on sizes
 * ({@link SizeOperators}) or if all its inputs are constants, and becomes part of the graph otherwise; in the last two
 * cases by the same {@link Operator}.
 */
final class Translator {
    private static final List<Fusion> FUSIONS = List.of(new LayerNormFusion(), new GeluFusion(), new LinearFusion());

    private final OnnxModel model;
    private final OperatorTable table;
    private final Graph graph = new Graph();
    private final Map<String, Value> values = new HashMap<>();

    private Translator(OnnxModel model, OperatorTable table) {
        this.model = model;
        this.table = table;
    }

    /** @throws InvalidInput if the model has operators, or uses of operators, that cannot be translated */
    static OnnxGraph translate(OnnxModel model, OperatorTable table) {
        return new Translator(model, table).translate();
    }

    private OnnxGraph translate() {
        List<Node> nodes = simplified(model);
        requireKnownOperators(nodes);
        values.putAll(model.constants());
        model.inputs().forEach(input -> values.put(input.name(), graph.input(input)));
        nodes.forEach(this::translate);
        Map<String, Shape> outputs = new LinkedHashMap<>();
        for (String output : model.outputs()) {
            Value value = values.get(output);
            if (value == null) {
                throw new InvalidInput(
                        model.name(),
                        "the output '" + output + "', one of a node's optional outputs",
                        "outputs that are translated",
                        "Export the model without it.");
            }
            outputs.put(output, value.shape());
            SDVariable variable = graph.full(value);
            if (variable.name().equals(output)) {
                throw new InvalidInput(
                        model.name(),
                        "the output '" + output + "', which is an input or a constant as it stands",
                        "outputs that the model computes",
                        "Export the model without it.");
            }
            graph.sameDiff().identity(output, variable);
        }
        return new OnnxGraph(GraphSignature.of(model, graph, outputs), graph.sameDiff());
    }

    /** The nodes that the outputs need, with groups of them recognised as one. */
    static List<Node> simplified(OnnxModel model) {
        NodeIndex index = new NodeIndex(model.nodes(), model.constants());
        List<Node> fused =
                model.nodes().stream().map(node -> fused(node, index)).toList();
        return new NodeIndex(fused, model.constants()).leadingTo(model.outputs());
    }

    private static Node fused(Node node, NodeIndex index) {
        return FUSIONS.stream()
                .flatMap(fusion -> fusion.match(node, index).stream())
                .findFirst()
                .orElse(node);
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

    private void translate(Node node) {
        List<Value> inputs = new ArrayList<>();
        node.inputs().forEach(name -> inputs.add(values.get(name)));
        try {
            requireValues(node.inputs());
            List<Value> outputs = evaluate(node, inputs);
            for (int i = 0; i < Math.min(outputs.size(), node.outputs().size()); i++) {
                if (!node.outputs().get(i).isEmpty()) {
                    values.put(node.outputs().get(i), outputs.get(i));
                }
            }
        } catch (Untranslatable e) {
            throw refused(node, inputs, e.getMessage());
        } catch (IndexOutOfBoundsException
                | ClassCastException
                | ArithmeticException
                | NegativeArraySizeException
                | IllegalArgumentException e) {
            // What a malformed node leads to, here or in ND4J.
            throw refused(node, inputs, e.getClass().getSimpleName() + " (" + e.getMessage() + ")");
        } catch (RuntimeException e) {
            throw new IllegalStateException(where(node) + " on " + described(inputs), e);
        }
    }

    /** An input that has a name is not left out: it may be an optional output that no operator here makes. */
    private void requireValues(List<String> names) {
        for (String name : names) {
            if (!name.isEmpty() && !values.containsKey(name)) {
                throw new Untranslatable("the input '" + name + "' has no value");
            }
        }
    }

    private List<Value> evaluate(Node node, List<Value> inputs) {
        Call call = new Call(graph, model.opset(), node, inputs);
        Optional<Value> sizes = SizeOperators.apply(call);
        if (sizes.isPresent()) {
            return List.of(sizes.get());
        }
        Operator operator = table.find(node.operator()).orElseThrow();
        boolean constant = inputs.stream().allMatch(input -> input == null || input instanceof Constant);
        return constant ? folded(operator, call) : operator.apply(call);
    }

    /** Runs the operator in a graph of its own, which is thrown away. */
    private static List<Value> folded(Operator operator, Call call) {
        Graph scratch = new Graph();
        List<Value> results = operator.apply(new Call(scratch, call.opset(), call.node(), call.inputs()));
        results.forEach(result -> Graph.requireModest(result.shape()));
        return results.stream()
                .map(result -> result instanceof Tensor tensor
                        ? new Constant("", scratch.full(tensor).eval().dup(), tensor.type())
                        : result)
                .toList();
    }

    private InvalidInput refused(Node node, List<Value> inputs, String reason) {
        return new InvalidInput(
                where(node),
                reason + ", on " + described(inputs),
                "a use of " + node.operator() + " that can be translated",
                "Export the model in another way, or report the node.");
    }

    private String where(Node node) {
        return model.name() + ", " + node.operator() + " node '" + node.name() + "' (opset " + model.opset() + ")";
    }

    private static String described(List<Value> inputs) {
        return inputs.stream()
                .map(input -> input == null
                        ? "nothing"
                        : input.getClass().getSimpleName() + " " + input.type() + " " + input.shape())
                .collect(Collectors.joining(", "));
    }
}
