package org.kd4j.models.onnx;

import java.util.Optional;
import org.kd4j.core.failure.InvalidInput;

/**
 * Where a model's translation and its reference part.
 *
 * @param reference what the translation was compared with
 * @param run which of the runs it was, from 1
 * @param shape the inputs' sizes in that run, such as {@code [2, 9]}
 * @param output the first output that differs, hidden states before logits
 * @param difference the largest difference of two elements; NaN where one is, infinite where the shapes differ
 * @param firstNode the first node whose value differs from ONNX Runtime's, where one was found
 * @param runtimeAgrees whether ONNX Runtime answers the same inputs as the translation does
 */
public record Disagreement(
        String reference,
        int run,
        String shape,
        String output,
        double difference,
        Optional<NodeDifference> firstNode,
        boolean runtimeAgrees) {

    /** One of which no more is known yet. */
    Disagreement(String reference, int run, String shape, String output, double difference) {
        this(reference, run, shape, output, difference, Optional.empty(), false);
    }

    /** The same with the first node that differs. */
    Disagreement at(Optional<NodeDifference> node) {
        return new Disagreement(reference, run, shape, output, difference, node, runtimeAgrees);
    }

    /** The same with what ONNX Runtime says. */
    Disagreement againstRuntime(boolean agrees) {
        return new Disagreement(reference, run, shape, output, difference, firstNode, agrees);
    }

    /**
     * A node that is wrong though what it works on is right.
     *
     * @param operator its ONNX operator, or what its group of nodes was recognised as
     * @param output the name of its first output
     * @param difference the largest difference of two elements there
     * @param magnitude the largest magnitude of ONNX Runtime's elements there, those that stand for infinity left out
     */
    public record NodeDifference(String operator, String output, double difference, double magnitude) {}

    /** The refusal of a model of this name. */
    InvalidInput refusal(String model) {
        return new InvalidInput(
                model + ", output '" + output + "'",
                "a difference of " + difference + " from " + reference + " in run " + run + " (inputs of shape " + shape
                        + ")" + firstNode.map(Disagreement::described).orElse(""),
                "at most " + ParityCheck.TOLERANCE,
                runtimeAgrees
                        ? "ONNX Runtime answers as the translation does, so look for the cases of this very model."
                        : "The model's translation cannot be trusted; export the model in another way, or report it.");
    }

    private static String described(NodeDifference node) {
        return "; the first node that differs is " + node.operator() + " '" + node.output() + "', by "
                + node.difference() + " where values go up to " + node.magnitude();
    }
}
