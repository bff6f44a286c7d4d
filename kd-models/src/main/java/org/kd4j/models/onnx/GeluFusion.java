package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.kd4j.models.onnx.NodeIndex.Operands;

/**
 * The product of x, 1/2 and one of 1 + erf(x / sqrt 2) and 1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)), with all sums and
 * products in any order.
 */
final class GeluFusion implements Fusion {
    private static final double SQRT_HALF = Math.sqrt(0.5);
    private static final double SQRT_2_BY_PI = Math.sqrt(2 / Math.PI);
    private static final double CUBIC = 0.044715;

    @Override
    public String makes() {
        return "Gelu";
    }

    @Override
    public Optional<Node> match(Node last, NodeIndex index) {
        if (!last.is("Mul") && !last.is("Div")) {
            return Optional.empty();
        }
        return gates(last, index)
                .flatMap(gate -> gelu(last, gate, index).stream())
                .findFirst();
    }

    /** Names among the factors that could be 1 + erf or 1 + tanh. */
    private static Stream<String> gates(Node last, NodeIndex index) {
        return Product.of(last.name(), List.of(), index).factors().stream()
                .filter(factor -> index.producer(factor, "Add").isPresent())
                .distinct();
    }

    private static Optional<Node> gelu(Node last, String gate, NodeIndex index) {
        return plusOne(gate, index).flatMap(function -> {
            if (function.is("Erf")) {
                return arguments(function.input(0), index)
                        .filter(x ->
                                Product.of(function.input(0), List.of(x), index).is(SQRT_HALF, List.of(x)))
                        .filter(x -> isGated(last, x, gate, index))
                        .map(x -> node(last, x, "none"))
                        .findFirst();
            }
            return function.is("Tanh")
                    ? arguments(function.input(0), index)
                            .filter(x -> isCubic(function.input(0), x, index))
                            .filter(x -> isGated(last, x, gate, index))
                            .map(x -> node(last, x, "tanh"))
                            .findFirst()
                    : Optional.empty();
        });
    }

    private static boolean isGated(Node last, String x, String gate, NodeIndex index) {
        return Product.of(last.name(), List.of(x, gate), index).is(0.5, List.of(x, gate))
                && index.shape(x).equals(index.shape(last.name()));
    }

    private static Node node(Node last, String x, String approximation) {
        return new Node("Gelu", List.of(x), last.outputs(), Map.of("approximate", approximation));
    }

    /** The node behind y of 1 + y. */
    private static Optional<Node> plusOne(String name, NodeIndex index) {
        return index.producer(name, "Add")
                .flatMap(sum -> NodeIndex.operands(sum).stream()
                        .filter(operands -> index.isNumber(operands.other(), 1))
                        .flatMap(operands -> index.producer(operands.one()).stream())
                        .findFirst());
    }

    /** What the x of a function's argument may be: any name that it multiplies or adds, from the outside in. */
    private static Stream<String> arguments(String argument, NodeIndex index) {
        List<String> names = new ArrayList<>();
        names.add(argument);
        for (int i = 0; i < names.size() && names.size() < 16; i++) {
            index.producer(names.get(i))
                    .filter(node -> node.is("Mul") || node.is("Div") || node.is("Add") || node.is("Pow"))
                    .ifPresent(node -> names.addAll(node.inputs()));
        }
        return names.stream().distinct();
    }

    /** Whether the argument is sqrt(2 / pi) (x + 0.044715 x^3), or sqrt(2 / pi) x (1 + 0.044715 x^2). */
    private static boolean isCubic(String argument, String x, NodeIndex index) {
        Product product = Product.of(argument, List.of(x), index);
        boolean bracketed = NodeIndex.isAbout(product.number(), SQRT_2_BY_PI)
                && product.factors().size() <= 2;
        if (!bracketed) {
            return false;
        }
        List<String> factors = new ArrayList<>(product.factors());
        boolean outside = factors.remove(x);
        return factors.size() == 1
                && index.producer(factors.get(0), "Add").stream()
                        .flatMap(sum -> NodeIndex.operands(sum).stream())
                        .anyMatch(sum -> outside ? isOnePlusSquare(sum, x, index) : isSelfPlusCube(sum, x, index));
    }

    private static boolean isOnePlusSquare(Operands sum, String x, NodeIndex index) {
        return index.isNumber(sum.one(), 1)
                && Product.of(sum.other(), List.of(x), index).is(CUBIC, List.of(x, x));
    }

    private static boolean isSelfPlusCube(Operands sum, String x, NodeIndex index) {
        return sum.one().equals(x) && Product.of(sum.other(), List.of(x), index).is(CUBIC, List.of(x, x, x));
    }
}
