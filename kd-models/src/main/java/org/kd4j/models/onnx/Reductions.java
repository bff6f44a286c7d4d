package org.kd4j.models.onnx;

import static java.util.Map.entry;

import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Sums and means over axes, which must be counted from 0: M2.1 is wrong on negative ones. */
final class Reductions {
    private Reductions() {}

    private interface Reduction {
        SDVariable apply(SameDiff sameDiff, SDVariable x, boolean keepDims, int... axes);
    }

    static Map<String, Operator> operators() {
        return Map.ofEntries(
                entry("ReduceMean", reduction(SameDiff::mean)), entry("ReduceSum", reduction(SameDiff::sum)));
    }

    private static Operator reduction(Reduction reduction) {
        return Operator.of(call -> {
            Value x = call.in(0);
            boolean keep = call.node().integer("keepdims", 1) == 1;
            boolean noAxes =
                    call.integers("axes", 1).map(axes -> axes.length == 0).orElse(true);
            if (noAxes && call.node().integer("noop_with_empty_axes", 0) == 1) {
                return x;
            }
            int[] axes = noAxes ? IntStream.range(0, x.rank()).toArray() : call.axes("axes", 1, x.rank());
            Shape shape = x.shape();
            for (int i = axes.length - 1; i >= 0; i--) {
                shape = keep ? shape.with(axes[i], Dim.ONE) : shape.remove(axes[i]);
            }
            SDVariable reduced = reduction.apply(call.sameDiff(), call.full(0), keep, axes);
            return call.graph().tensor(reduced, shape, x.type());
        });
    }
}
