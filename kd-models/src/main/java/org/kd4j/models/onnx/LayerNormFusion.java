package org.kd4j.models.onnx;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kd4j.models.onnx.NodeIndex.Operands;

/**
 * Layer normalisation as exporters write it before opset 17: with c = x - mean(x), it is
 * {@code c / sqrt(mean(c^2) + epsilon) * gain + bias}, the means over the last axis.
 */
final class LayerNormFusion implements Fusion {

    /** What normalisation without gain and bias consists of. */
    private record Normal(String x, double epsilon) {}

    @Override
    public Optional<Node> match(Node last, NodeIndex index) {
        if (!last.is("Add")) {
            return Optional.empty();
        }
        for (Operands sum : NodeIndex.operands(last)) {
            Optional<Node> product = index.producer(sum.one(), "Mul").filter(node -> isVector(index, sum.other()));
            if (product.isEmpty()) {
                continue;
            }
            for (Operands factors : NodeIndex.operands(product.get())) {
                Optional<Normal> normal =
                        normal(factors.one(), index).filter(found -> isVector(index, factors.other()));
                if (normal.isPresent()) {
                    return normal.map(found -> fused(last, found, factors.other(), sum.other()));
                }
            }
        }
        return Optional.empty();
    }

    private static Node fused(Node last, Normal normal, String gain, String bias) {
        return new Node("LayerNormalization", List.of(normal.x(), gain, bias), last.outputs(), Map.of("epsilon", (float)
                normal.epsilon()));
    }

    private static boolean isVector(NodeIndex index, String name) {
        return index.constant(name).filter(constant -> constant.rank() == 1).isPresent();
    }

    private static Optional<Normal> normal(String name, NodeIndex index) {
        return index.producer(name, "Div")
                .flatMap(division -> index.producer(division.input(0), "Sub")
                        .filter(centered -> isMeanOf(centered.input(1), centered.input(0), index))
                        .flatMap(centered -> epsilon(division.input(1), centered, index)
                                .map(epsilon -> new Normal(centered.input(0), epsilon))));
    }

    /** Of sqrt(mean(c^2) + epsilon); c may be written a second time. */
    private static Optional<Double> epsilon(String deviation, Node centered, NodeIndex index) {
        return index.producer(deviation, "Sqrt")
                .flatMap(root -> index.producer(root.input(0), "Add"))
                .flatMap(sum -> NodeIndex.operands(sum).stream()
                        .filter(operands -> index.number(operands.other()).isPresent())
                        .filter(operands -> isMeanSquare(operands.one(), centered, index))
                        .map(operands -> index.number(operands.other()).getAsDouble())
                        .findFirst());
    }

    private static boolean isMeanSquare(String name, Node centered, NodeIndex index) {
        return mean(name, index)
                .flatMap(mean -> index.producer(mean.input(0), "Pow"))
                .filter(power -> index.isNumber(power.input(1), 2))
                .flatMap(power -> index.producer(power.input(0), "Sub"))
                .filter(again -> again.inputs().equals(centered.inputs()))
                .isPresent();
    }

    private static boolean isMeanOf(String name, String x, NodeIndex index) {
        return mean(name, index).filter(mean -> mean.input(0).equals(x)).isPresent();
    }

    /** A mean over the last axis, which stays with size 1. */
    private static Optional<Node> mean(String name, NodeIndex index) {
        return index.producer(name, "ReduceMean")
                .filter(mean -> mean.integer("keepdims", 1) == 1)
                .filter(mean -> mean.integers("axes")
                        .map(axes -> axes.length == 1 && axes[0] == -1)
                        .orElseGet(() -> index.isNumber(mean.input(1), -1)));
    }
}
