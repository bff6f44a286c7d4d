package org.kd4j.models.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A node with the values of its inputs.
 *
 * @param graph where the results go
 * @param opset version of the standard operators, which changed the meaning of some
 * @param inputs one value an input, null for an optional one left out
 */
record Call(Graph graph, long opset, Node node, List<Value> inputs) {

    SameDiff sameDiff() {
        return graph.sameDiff();
    }

    boolean has(int index) {
        return index < inputs.size() && inputs.get(index) != null;
    }

    Value in(int index) {
        if (!has(index)) {
            throw new Untranslatable("input " + index + " is missing");
        }
        return inputs.get(index);
    }

    /** An input as a variable with all its axes. */
    SDVariable full(int index) {
        return graph.full(in(index));
    }

    /** An input that must be integers known by polynomials. */
    List<Dim> dims(int index) {
        return in(index)
                .integers()
                .orElseThrow(() -> new Untranslatable("input " + index + " must be known but for the inputs' sizes"));
    }

    /** Integers given as an attribute in older opsets and as a constant input in newer ones. */
    Optional<long[]> integers(String attribute, int index) {
        return has(index)
                ? Optional.of(dims(index).stream().mapToLong(Dim::value).toArray())
                : node.integers(attribute);
    }

    /** An axis attribute, counted from 0. */
    int axis(String attribute, long otherwise, int rank) {
        return axis(node.integer(attribute, otherwise), rank);
    }

    /** Axes from an attribute or input, counted from 0, in ascending order; all axes where none are given. */
    int[] axes(String attribute, int index, int rank) {
        return integers(attribute, index)
                .map(axes -> Arrays.stream(axes)
                        .mapToInt(axis -> axis(axis, rank))
                        .sorted()
                        .toArray())
                .orElseGet(() -> IntStream.range(0, rank).toArray());
    }

    /** An axis counted from 0; negative ones count from the last. */
    static int axis(long axis, int rank) {
        long counted = axis < 0 ? axis + rank : axis;
        if (counted < 0 || counted >= rank) {
            throw new Untranslatable("axis " + axis + " of a value of rank " + rank);
        }
        return (int) counted;
    }
}
