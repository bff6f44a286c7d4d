package org.kd4j.models.onnx;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kd4j.models.onnx.NodeIndex.Operands;

/** The product of x, 1/2 and 1 + erf(x / sqrt 2), in any order. */
final class GeluFusion implements Fusion {
    private static final double SQRT_2 = Math.sqrt(2);

    @Override
    public Optional<Node> match(Node last, NodeIndex index) {
        if (!last.is("Mul")) {
            return Optional.empty();
        }
        for (Operands outer : NodeIndex.operands(last)) {
            Optional<Node> inner = index.producer(outer.one(), "Mul");
            if (inner.isPresent()) {
                List<String> factors =
                        List.of(outer.other(), inner.get().input(0), inner.get().input(1));
                Optional<String> x = argument(factors, index);
                if (x.isPresent()) {
                    return x.map(name -> new Node("Gelu", List.of(name), last.outputs(), Map.of()));
                }
            }
        }
        return Optional.empty();
    }

    /** The x of three factors that make a GELU. */
    private static Optional<String> argument(List<String> factors, NodeIndex index) {
        boolean halved = factors.stream().anyMatch(factor -> index.isNumber(factor, 0.5));
        return halved
                ? factors.stream()
                        .flatMap(factor -> errorArgument(factor, index).stream())
                        .filter(factors::contains)
                        .findFirst()
                : Optional.empty();
    }

    /** The x of 1 + erf(x / sqrt 2). */
    private static Optional<String> errorArgument(String name, NodeIndex index) {
        return index.producer(name, "Add")
                .flatMap(sum -> NodeIndex.operands(sum).stream()
                        .filter(operands -> index.isNumber(operands.other(), 1))
                        .flatMap(operands -> index.producer(operands.one(), "Erf").stream())
                        .findFirst())
                .flatMap(erf -> scaledArgument(erf.input(0), index));
    }

    private static Optional<String> scaledArgument(String name, NodeIndex index) {
        Optional<String> divided = index.producer(name, "Div")
                .filter(division -> index.isNumber(division.input(1), SQRT_2))
                .map(division -> division.input(0));
        return divided.or(() -> index.producer(name, "Mul")
                .flatMap(product -> NodeIndex.operands(product).stream()
                        .filter(operands -> index.isNumber(operands.other(), 1 / SQRT_2))
                        .map(Operands::one)
                        .findFirst()));
    }
}
