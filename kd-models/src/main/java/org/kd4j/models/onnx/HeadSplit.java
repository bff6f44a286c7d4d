package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.kd4j.models.onnx.NodeIndex.Operands;

/**
 * How an operand of attention's products comes from a value [batch, sequence, hidden].
 *
 * @param source the value's name
 * @param heads how many equal parts hidden is cut into
 * @param scale what the parts are multiplied by on the way
 */
record HeadSplit(String source, long heads, double scale) {
    /** [batch, heads, sequence, part], as axes of [batch, sequence, heads, part]. */
    static final List<Integer> ROWS = List.of(0, 2, 1, 3);

    /** [batch, heads, part, sequence], as axes of [batch, sequence, heads, part]. */
    static final List<Integer> COLUMNS = List.of(0, 2, 3, 1);

    /** @param wanted where the operand's axes lie in [batch, sequence, heads, part] */
    static Optional<HeadSplit> of(String operand, List<Integer> wanted, NodeIndex index) {
        String name = operand;
        List<Integer> axes = List.of(0, 1, 2, 3);
        double scale = 1;
        while (true) {
            Node node = index.producer(name).orElse(null);
            if (node == null) {
                return Optional.empty();
            }
            if (node.is("Transpose") && axes(node).size() == axes.size()) {
                List<Integer> from = axes(node);
                axes = axes.stream().map(from::get).toList();
                name = node.input(0);
                continue;
            }
            Optional<Scaled> scaled = Scaled.by(node, index);
            if (scaled.isEmpty()) {
                return axes.equals(wanted) ? parted(node, scale, index) : Optional.empty();
            }
            scale *= scaled.get().factor();
            name = scaled.get().name();
        }
    }

    /** The reshape that cuts the last axis of three in two. */
    private static Optional<HeadSplit> parted(Node node, double scale, NodeIndex index) {
        Optional<Shape> from = index.shape(node.input(0));
        Optional<Shape> to = index.shape(node.name());
        boolean parts = node.is("Reshape")
                && from.isPresent()
                && to.isPresent()
                && from.get().rank() == 3
                && to.get().rank() == 4
                && from.get().part(0, 2).equals(to.get().part(0, 2))
                && to.get().part(2, 4).isConstant();
        return parts
                ? Optional.of(
                        new HeadSplit(node.input(0), to.orElseThrow().dim(2).value(), scale))
                : Optional.empty();
    }

    /** Where a transpose takes its axes from; empty for one that reverses them all. */
    static List<Integer> axes(Node transpose) {
        List<Integer> axes = new ArrayList<>();
        transpose
                .integers("perm")
                .ifPresent(given -> IntStream.range(0, given.length).forEach(i -> axes.add((int) given[i])));
        return axes;
    }

    /** A value times a number, or divided by one. */
    record Scaled(String name, double factor) {
        static Optional<Scaled> by(Node node, NodeIndex index) {
            if (node.is("Div")) {
                OptionalDouble number = index.number(node.input(1));
                return number.isPresent()
                        ? Optional.of(new Scaled(node.input(0), 1 / number.getAsDouble()))
                        : Optional.empty();
            }
            if (!node.is("Mul")) {
                return Optional.empty();
            }
            for (Operands operands : NodeIndex.operands(node)) {
                OptionalDouble number = index.number(operands.other());
                if (number.isPresent()) {
                    return Optional.of(new Scaled(operands.one(), number.getAsDouble()));
                }
            }
            return Optional.empty();
        }
    }
}
