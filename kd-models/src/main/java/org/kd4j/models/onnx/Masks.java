package org.kd4j.models.onnx;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;
import java.util.function.BiFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Patterns of zeros and ones that positions decide. */
final class Masks {
    private Masks() {}

    static Map<String, Operator> operators() {
        return Map.ofEntries(
                entry("Trilu", Operator.of(Masks::triangle)),
                entry("EyeLike", Operator.of(Masks::eye)),
                entry("OneHot", Operator.of(Masks::oneHot)));
    }

    /** Elements on and above the k-th diagonal, or on and below it; zeros elsewhere. */
    private static Value triangle(Call call) {
        Value x = call.in(0);
        if (x.rank() < 2) {
            throw new Untranslatable("a triangle of " + x.shape());
        }
        SameDiff sameDiff = call.sameDiff();
        boolean upper = call.node().integer("upper", 1) == 1;
        long diagonal = call.has(1) ? call.dims(1).get(0).value() : 0;
        Shape matrix = x.shape().part(x.rank() - 2, x.rank());
        SDVariable mask = pattern(call, matrix, diagonal, upper ? sameDiff::gte : sameDiff::lte);
        SDVariable ones = call.graph().cast(mask, DataType.BOOL, x.type());
        return call.graph().tensor(call.full(0).mul(ones), x.shape(), x.type());
    }

    private static Value eye(Call call) {
        Value x = call.in(0);
        if (x.rank() != 2) {
            throw new Untranslatable("a diagonal of " + x.shape());
        }
        DataType type = call.node().has("dtype")
                ? ElementType.of((int) call.node().integer("dtype", 0))
                        .orElseThrow(() -> new Untranslatable(
                                "elements of type " + call.node().integer("dtype", 0)))
                : x.type();
        SDVariable ones = pattern(call, x.shape(), call.node().integer("k", 0), call.sameDiff()::eq);
        return call.graph().tensor(call.graph().cast(ones, DataType.BOOL, type), x.shape(), type);
    }

    /** One where the column, less the diagonal's number, compares so with the row: float [rows, columns]. */
    private static SDVariable pattern(
            Call call, Shape matrix, long diagonal, BiFunction<SDVariable, SDVariable, SDVariable> comparison) {
        SameDiff sameDiff = call.sameDiff();
        SDVariable rows = sameDiff.reshape(Sequences.positions(call.graph(), matrix.dim(0)), -1, 1);
        SDVariable columns = sameDiff.reshape(Sequences.positions(call.graph(), matrix.dim(1)), 1, -1);
        SDVariable shifted = columns.sub(sameDiff.constant(Nd4j.scalar(diagonal)));
        return comparison.apply(shifted, rows).castTo(Value.stored(DataType.BOOL));
    }

    /** Indices outside the depth give no one; negative ones count from its end. */
    private static Value oneHot(Call call) {
        Value indices = call.in(0);
        Dim depth = call.dims(1).get(0);
        Value values = call.in(2);
        int rank = indices.rank() + 1;
        int axis = call.axis("axis", -1, rank);
        SameDiff sameDiff = call.sameDiff();
        Graph graph = call.graph();
        SDVariable given = call.full(0).castTo(DataType.INT64);
        SDVariable negative = sameDiff.lt(given, sameDiff.constant(0L)).castTo(DataType.INT64);
        SDVariable counted = given.add(negative.mul(graph.size(depth)));
        SDVariable column = graph.reshape(counted, indices.shape().insert(axis, Dim.ONE));
        long[] along = new long[rank];
        Arrays.fill(along, 1);
        along[axis] = -1;
        SDVariable places = sameDiff.reshape(Sequences.positions(graph, depth), along);
        SDVariable hot = sameDiff.eq(column, places).castTo(Value.stored(values.type()));
        SDVariable off = part(call, 0);
        SDVariable result = hot.mul(part(call, 1).sub(off)).add(off);
        return graph.tensor(result, indices.shape().insert(axis, depth), values.type());
    }

    /** One of the two values: off, on. */
    private static SDVariable part(Call call, int index) {
        return call.graph().full(Slicing.pick(call.graph(), call.in(2), 0, index));
    }
}
