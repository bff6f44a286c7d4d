package org.kd4j.models.onnx;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.kd4j.models.onnx.NodeIndex.Operands;

/**
 * Layer normalisation as exporters write it before opset 17: with c = x - mean(x), it is
 * {@code c / sqrt(mean(c^2) + epsilon) * gain + bias}, the means over the last axis. The square may be a power or a
 * product, the division a product with the reciprocal, and c may be written twice.
 */
final class LayerNormFusion implements Fusion {

    /** What normalisation without gain and bias consists of. */
    private record Normal(String x, double epsilon) {}

    @Override
    public String makes() {
        return "LayerNormalization";
    }

    @Override
    public Optional<Node> match(Node last, NodeIndex index) {
        if (!last.is("Add")) {
            return Optional.empty();
        }
        for (Operands sum : NodeIndex.operands(last)) {
            Optional<Node> product = index.producer(sum.one(), "Mul").filter(node -> index.isParameter(sum.other(), 1));
            if (product.isEmpty()) {
                continue;
            }
            for (Operands factors : NodeIndex.operands(product.get())) {
                Optional<Normal> normal =
                        normal(factors.one(), index).filter(found -> index.isParameter(factors.other(), 1));
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

    private static Optional<Normal> normal(String name, NodeIndex index) {
        Stream<Operands> divided = index.producer(name, "Div").stream()
                .flatMap(division ->
                        variance(division.input(1), index)
                                .map(variance -> new Operands(division.input(0), variance))
                                .stream());
        Stream<Operands> multiplied = index.producer(name, "Mul").stream()
                .flatMap(product -> NodeIndex.operands(product).stream())
                .flatMap(factors ->
                        varianceOfInverse(factors.other(), index)
                                .map(variance -> new Operands(factors.one(), variance))
                                .stream());
        return Stream.concat(divided, multiplied)
                .flatMap(found -> normal(found.one(), found.other(), index).stream())
                .findFirst();
    }

    /** @param variance mean(c^2) + epsilon */
    private static Optional<Normal> normal(String centered, String variance, NodeIndex index) {
        return index.producer(centered, "Sub")
                .filter(difference -> isMeanOf(difference.input(1), difference.input(0), index))
                .flatMap(difference ->
                        epsilon(variance, difference, index).map(epsilon -> new Normal(difference.input(0), epsilon)));
    }

    /** The v of sqrt(v). */
    private static Optional<String> variance(String deviation, NodeIndex index) {
        Optional<String> root = index.producer(deviation, "Sqrt").map(node -> node.input(0));
        return root.or(() -> power(deviation, 0.5, index));
    }

    /** The v of 1 / sqrt(v). */
    private static Optional<String> varianceOfInverse(String inverse, NodeIndex index) {
        return index.producer(inverse, "Reciprocal")
                .flatMap(node -> variance(node.input(0), index))
                .or(() -> index.producer(inverse, "Div")
                        .filter(node -> index.isNumber(node.input(0), 1))
                        .flatMap(node -> variance(node.input(1), index)))
                .or(() -> power(inverse, -0.5, index));
    }

    private static Optional<String> power(String name, double exponent, NodeIndex index) {
        return index.producer(name, "Pow")
                .filter(node -> index.isNumber(node.input(1), exponent))
                .map(node -> node.input(0));
    }

    private static Optional<Double> epsilon(String variance, Node centered, NodeIndex index) {
        return index.producer(variance, "Add")
                .flatMap(sum -> NodeIndex.operands(sum).stream()
                        .filter(operands -> index.number(operands.other()).isPresent())
                        .filter(operands -> isMeanSquare(operands.one(), centered, index))
                        .map(operands -> index.number(operands.other()).getAsDouble())
                        .findFirst());
    }

    private static boolean isMeanSquare(String name, Node centered, NodeIndex index) {
        return mean(name, index)
                .flatMap(mean -> squared(mean.input(0), index))
                .flatMap(root -> index.producer(root, "Sub"))
                .filter(again -> again.inputs().equals(centered.inputs()))
                .isPresent();
    }

    /** The c of c^2. */
    private static Optional<String> squared(String name, NodeIndex index) {
        return power(name, 2, index)
                .or(() -> index.producer(name, "Mul")
                        .filter(node -> node.input(0).equals(node.input(1)))
                        .map(node -> node.input(0)));
    }

    private static boolean isMeanOf(String name, String x, NodeIndex index) {
        return mean(name, index).filter(mean -> mean.input(0).equals(x)).isPresent();
    }

    /** A mean over the last axis, which stays with size 1. */
    private static Optional<Node> mean(String name, NodeIndex index) {
        return index.producer(name, "ReduceMean")
                .filter(mean -> mean.integer("keepdims", 1) == 1)
                .filter(mean -> isLastAxis(mean, index));
    }

    private static boolean isLastAxis(Node mean, NodeIndex index) {
        int last = index.shape(mean.input(0)).map(Shape::rank).orElse(0) - 1;
        return mean.integers("axes")
                .map(axes -> axes.length == 1 && (axes[0] == -1 || axes[0] == last))
                .orElseGet(() -> index.isNumber(mean.input(1), -1) || index.isNumber(mean.input(1), last));
    }
}
