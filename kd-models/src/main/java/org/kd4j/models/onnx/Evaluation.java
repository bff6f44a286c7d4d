package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.models.onnx.Value.Constant;
import org.kd4j.models.onnx.Value.Tensor;

/**
 * The values of a model's names, node by node. A node is reckoned at once if it is arithmetic on sizes
 * ({@link SizeOperators}) or if all its inputs are constants, and becomes part of the graph otherwise; in the last two
 * cases by the same {@link Operator}.
 */
final class Evaluation {
    private final OnnxModel model;
    private final OperatorTable table;
    private final Graph graph;
    private final Map<String, Value> values = new HashMap<>();

    /** Starts with the model's inputs alone. */
    Evaluation(OnnxModel model, OperatorTable table, Graph graph) {
        this.model = model;
        this.table = table;
        this.graph = graph;
        model.inputs().forEach(input -> values.put(input.name(), graph.input(input)));
    }

    private Evaluation(Evaluation other) {
        this.model = other.model;
        this.table = other.table;
        this.graph = other.graph;
        this.values.putAll(other.values);
    }

    /** The same values of the same graph, which go their own way from here on. */
    Evaluation copy() {
        return new Evaluation(this);
    }

    void define(String name, Value value) {
        values.put(name, value);
    }

    /** The value of a name; empty where nothing has made it. */
    Optional<Value> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Gives a node's outputs their values, or leaves them without where the node cannot be translated. */
    void attempt(Node node) {
        try {
            evaluate(node);
        } catch (InvalidInput later) {
            // Said when the node is translated, if it still is needed then.
            return;
        }
    }

    /** @throws InvalidInput if the node cannot be translated */
    void evaluate(Node node) {
        List<Value> inputs = new ArrayList<>();
        node.inputs().forEach(name -> inputs.add(values.get(name)));
        try {
            requireValues(node.inputs());
            List<Value> outputs = results(node, inputs);
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
                | IllegalArgumentException
                | IllegalStateException e) {
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

    private List<Value> results(Node node, List<Value> inputs) {
        Call call = new Call(graph, model.opset(), node, inputs);
        Optional<Value> sizes = SizeOperators.apply(call);
        if (sizes.isPresent()) {
            return List.of(sizes.get());
        }
        OperandTypes.require(node.operator(), inputs);
        Operator operator =
                table.find(node.operator()).orElseThrow(() -> new Untranslatable("an operator that is not translated"));
        boolean constant = inputs.stream().allMatch(input -> input == null || input instanceof Constant);
        List<Value> results = constant ? folded(operator, call) : operator.apply(call);
        results.forEach(result -> Graph.requireModest(result.shape()));
        return results;
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
