package org.kd4j.models.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;

/** Adds elements of one value before and behind axes. */
final class Padding {
    private Padding() {}

    static Map<String, Operator> operators() {
        return Map.of("Pad", Operator.of(Padding::pad));
    }

    /** Pads and value are attributes before opset 11; axes can be given from opset 18 on. */
    private static Value pad(Call call) {
        if (!call.node().text("mode", "constant").equals("constant")) {
            throw new Untranslatable("mode " + call.node().text("mode", ""));
        }
        Value x = call.in(0);
        List<Dim> pads = pads(call);
        int[] axes = call.has(3)
                ? given(call, x.rank())
                : IntStream.range(0, x.rank()).toArray();
        if (pads.size() != 2 * axes.length) {
            throw new Untranslatable(pads.size() + " pads of " + axes.length + " axes");
        }
        Value padded = x;
        for (int i = 0; i < axes.length; i++) {
            padded = padded(call, padded, axes[i], pads.get(i), pads.get(axes.length + i));
        }
        return padded;
    }

    private static List<Dim> pads(Call call) {
        return call.has(1)
                ? call.dims(1)
                : Shape.of(call.node().integers("pads").orElseThrow(() -> new Untranslatable("without pads")))
                        .dims();
    }

    private static int[] given(Call call, int rank) {
        return call.dims(3).stream()
                .mapToInt(axis -> Call.axis(axis.value(), rank))
                .toArray();
    }

    /** Negative pads cut elements off. */
    private static Value padded(Call call, Value x, int axis, Dim before, Dim behind) {
        Graph graph = call.graph();
        Dim size = x.shape().dim(axis);
        Dim begin = before.isNegative() ? Dim.ZERO.minus(before) : Dim.ZERO;
        Dim end = behind.isNegative() ? size.plus(behind) : size;
        Value kept = Slicing.part(graph, x, axis, begin, end);
        SDVariable[] parts = {
            filled(call, kept, axis, before).orElse(null),
            graph.full(kept),
            filled(call, kept, axis, behind).orElse(null)
        };
        SDVariable[] present = Arrays.stream(parts).filter(part -> part != null).toArray(SDVariable[]::new);
        if (present.length == 1) {
            return kept;
        }
        Shape shape = x.shape().with(axis, before.plus(size).plus(behind));
        return graph.tensor(graph.sameDiff().concat(axis, present), shape, x.type());
    }

    private static Optional<SDVariable> filled(Call call, Value x, int axis, Dim size) {
        if (size.is(0) || size.isNegative()) {
            return Optional.empty();
        }
        Shape shape = x.shape().with(axis, size);
        Graph.requireModest(shape);
        if (!call.has(2)) {
            return Optional.of(call.graph().filled(shape, x.type(), call.node().real("value", 0)));
        }
        if (!(call.in(2) instanceof Value.Constant value)) {
            throw new Untranslatable("pads with a value that the model computes");
        }
        return Optional.of(call.graph().filled(shape, x.type(), value.array().getDouble(0)));
    }
}
