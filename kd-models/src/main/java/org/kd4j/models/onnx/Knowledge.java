package org.kd4j.models.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kd4j.models.onnx.Value.Tensor;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What is known of a model's names before any text is.
 *
 * @param fixed the values that no text changes: constants, and sizes as polynomials
 * @param shapes shape of every name that has a value
 * @param types element type of every name that has a value
 * @param inputFree names that depend on no input of the model: constants, and what is computed of parameters alone
 */
record Knowledge(
        Map<String, Value> fixed, Map<String, Shape> shapes, Map<String, DataType> types, Set<String> inputFree) {

    /**
     * Translates the model as it stands into a graph that is thrown away; what cannot be translated stays unknown.
     *
     * @param parameters constants that may change, so that nothing is reckoned of them
     */
    static Knowledge of(OnnxModel model, OperatorTable table, Set<String> parameters) {
        Graph graph = new Graph();
        Evaluation evaluation = new Evaluation(model, table, graph);
        model.constants()
                .forEach((name, constant) -> evaluation.define(
                        name, parameters.contains(name) ? graph.parameter(name, constant) : constant));
        Map<String, Value> fixed = new HashMap<>();
        Map<String, Shape> shapes = new HashMap<>();
        Map<String, DataType> types = new HashMap<>();
        Set<String> inputFree = new HashSet<>(model.constants().keySet());
        inputFree.add("");
        model.nodes().forEach(node -> {
            evaluation.attempt(node);
            if (inputFree.containsAll(node.inputs())) {
                inputFree.addAll(node.outputs());
            }
        });
        Set<String> names = new HashSet<>(model.constants().keySet());
        model.inputs().forEach(input -> names.add(input.name()));
        model.nodes().forEach(node -> names.addAll(node.outputs()));
        for (String name : names) {
            evaluation.find(name).ifPresent(value -> {
                shapes.put(name, value.shape());
                types.put(name, value.type());
                if (!(value instanceof Tensor)) {
                    fixed.put(name, value);
                }
            });
        }
        return new Knowledge(fixed, shapes, types, inputFree);
    }

    Optional<Shape> shape(String name) {
        return Optional.ofNullable(shapes.get(name));
    }

    /** Whether all outputs of a node that are used by name are values that no text changes. */
    boolean isSettled(Node node) {
        List<String> made = node.outputs().stream().filter(shapes::containsKey).toList();
        return !made.isEmpty() && fixed.keySet().containsAll(made);
    }
}
