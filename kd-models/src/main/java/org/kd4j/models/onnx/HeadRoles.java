package org.kd4j.models.onnx;

import java.util.Map;
import java.util.Optional;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.onnx.EncoderPlan.Linear;
import org.kd4j.models.onnx.EncoderSearch.Unlike;

/**
 * Finds the layers of a classifier's head: one linear layer to the logits, and before it perhaps another of the hidden
 * states' width with tanh, ReLU or GELU. What they are given, {@link HeadProof} finds out.
 *
 * @param state name of the last hidden state
 */
record HeadRoles(NodeIndex index, String state) {

    /** @param outputs name of each output's value in the model, by the output's */
    HeadPlan plan(Map<String, String> outputs) {
        Optional<String> logits = TextModel.logits(outputs.keySet(), output -> rank(outputs.get(output)));
        if (logits.isEmpty()) {
            return new HeadPlan.None("it has no logits");
        }
        try {
            return plan(logits.get(), outputs.get(logits.get()));
        } catch (Unlike found) {
            return new HeadPlan.None(found.getMessage());
        }
    }

    private HeadPlan plan(String output, String value) {
        Node last = linear(value);
        Optional<Node> before = index.producer(last.input(0));
        HeadKind kind = before.map(HeadRoles::kind).orElse(HeadKind.LINEAR);
        if (!kind.hasInner()) {
            return new HeadPlan.Known(output, kind, Optional.empty(), roles(last, last.input(0)));
        }
        Node inner = linear(before.orElseThrow().input(0));
        return new HeadPlan.Known(output, kind, Optional.of(roles(inner, inner.input(0))), roles(last, last.input(0)));
    }

    private int rank(String value) {
        return index.shape(value).map(Shape::rank).orElse(0);
    }

    /** By what stands before the last layer; where that is no function, there is no layer behind it. */
    private static HeadKind kind(Node before) {
        return switch (before.operator()) {
            case "Tanh" -> HeadKind.TANH;
            case "Relu" -> HeadKind.RELU;
            case "Gelu" -> before.text("approximate", "none").equals("tanh") ? HeadKind.GELU_TANH : HeadKind.GELU;
            default -> HeadKind.LINEAR;
        };
    }

    private Node linear(String value) {
        Node node = index.producer(value)
                .orElseThrow(() -> new Unlike("its head's value '" + value + "' is not computed of a text"));
        if (node.is("Identity")) {
            return linear(node.input(0));
        }
        if (!node.is(Products.LINEAR)) {
            throw new Unlike("its head's value '" + value + "' is not that of a linear layer with a bias");
        }
        return node;
    }

    /** A layer that takes one vector of the hidden states' width a text. */
    private Linear roles(Node linear, String input) {
        Optional<Dim> width = index.shape(state).map(Shape::last);
        if (rank(input) != 2 || !index.shape(input).map(Shape::last).equals(width)) {
            throw new Unlike("its head's layer '" + linear.name() + "' does not take one vector a text of the hidden"
                    + " states' width");
        }
        return EncoderRoles.roles(linear);
    }
}
