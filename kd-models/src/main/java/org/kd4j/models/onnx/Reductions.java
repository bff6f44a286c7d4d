package org.kd4j.models.onnx;

import static java.util.Map.entry;

import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.ops.SDMath;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What is left of axes whose elements are added, multiplied or compared. The axes are an attribute in older opsets and
 * an input from opset 13 (ReduceSum) or 18 (the others) on. They are counted from 0: M2.1 is wrong on negative ones.
 */
final class Reductions {
    private Reductions() {}

    @FunctionalInterface
    private interface Reduction {
        SDVariable apply(SameDiff sameDiff, SDVariable x, boolean keepDims, int... axes);
    }

    static Map<String, Operator> operators() {
        return Map.ofEntries(
                entry("ReduceSum", reduction(SameDiff::sum)),
                entry("ReduceMean", reduction(SameDiff::mean)),
                entry("ReduceProd", reduction(SameDiff::prod)),
                entry("ReduceMax", reduction(SameDiff::max)),
                entry("ReduceMin", reduction(SameDiff::min)),
                entry("ReduceL1", of(SDMath::abs, SameDiff::sum, (math, sum) -> sum)),
                entry("ReduceL2", of(SDMath::square, SameDiff::sum, SDMath::sqrt)),
                entry("ReduceSumSquare", of(SDMath::square, SameDiff::sum, (math, sum) -> sum)),
                entry("ReduceLogSum", of((math, x) -> x, SameDiff::sum, SDMath::log)),
                entry("ArgMax", position(SameDiff::argmax)),
                entry("ArgMin", position(SameDiff::argmin)));
    }

    /** A function of each element before the reduction, and one of the result. */
    private static Operator of(
            BiFunction<SDMath, SDVariable, SDVariable> before,
            Reduction reduction,
            BiFunction<SDMath, SDVariable, SDVariable> after) {
        Operator reduced = reduction((sameDiff, x, keep, axes) ->
                after.apply(sameDiff.math(), reduction.apply(sameDiff, before.apply(sameDiff.math(), x), keep, axes)));
        return call -> {
            if (call.node().integer("noop_with_empty_axes", 0) == 1) {
                throw new Untranslatable("noop_with_empty_axes");
            }
            return reduced.apply(call);
        };
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
            SDVariable reduced = reduction.apply(call.sameDiff(), call.full(0), keep, axes);
            // The mean of integers is a real number in M2.1, an integer rounded to 0 in ONNX.
            SDVariable typed = x.type().isFPType() ? reduced : reduced.castTo(Value.stored(x.type()));
            return call.graph().tensor(typed, shape(x.shape(), keep, axes), x.type());
        });
    }

    /** Of the largest or smallest element of an axis; of equal ones the first. */
    private static Operator position(Reduction position) {
        return Operator.of(call -> {
            Value x = call.in(0);
            int axis = call.axis("axis", 0, x.rank());
            boolean keep = call.node().integer("keepdims", 1) == 1;
            if (call.node().integer("select_last_index", 0) == 1) {
                throw new Untranslatable("select_last_index");
            }
            SDVariable found = position.apply(call.sameDiff(), call.full(0), keep, axis);
            return call.graph().tensor(found.castTo(DataType.INT64), shape(x.shape(), keep, axis), DataType.INT64);
        });
    }

    private static Shape shape(Shape shape, boolean keep, int... axes) {
        Shape reduced = shape;
        for (int i = axes.length - 1; i >= 0; i--) {
            reduced = keep ? reduced.with(axes[i], Dim.ONE) : reduced.remove(axes[i]);
        }
        return reduced;
    }
}
