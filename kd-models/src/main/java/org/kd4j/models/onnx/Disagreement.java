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
 * @param firstNode the first node whose value differs, where one was found
 */
public record Disagreement(
        String reference, int run, String shape, String output, double difference, Optional<NodeDifference> firstNode) {

    /** One of which the node behind it is not known. */
    Disagreement(String reference, int run, String shape, String output, double difference) {
        this(reference, run, shape, output, difference, Optional.empty());
    }

    /** The same with the first node that differs. */
    Disagreement at(Optional<NodeDifference> node) {
        return new Disagreement(reference, run, shape, output, difference, node);
    }

    /**
     * A node that is wrong though what it works on is right.
     *
     * @param operator its ONNX operator, or what its group of nodes was recognised as
     * @param output the name of its first output
     * @param difference the largest difference of two elements there
     * @param magnitude the largest magnitude of the reference's elements there, those that stand for infinity left out
     */
    public record NodeDifference(String operator, String output, double difference, double magnitude) {}

    /** The refusal of a model of this name. */
    InvalidInput refusal(String model) {
        String node = firstNode
                .map(first -> "; the first node that differs is " + first.operator() + " '" + first.output() + "', by "
                        + first.difference() + " of values up to " + first.magnitude())
                .orElse("");
        return new InvalidInput(
                model + ", output '" + output + "'",
                "a difference of " + difference + " from " + reference + " in run " + run + ", on inputs " + shape
                        + node,
                "at most " + ParityCheck.TOLERANCE,
                "The model's translation cannot be trusted; export the model in another way, or report it.");
    }
}
