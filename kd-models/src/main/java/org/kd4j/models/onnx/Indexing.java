package org.kd4j.models.onnx;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.kd4j.models.onnx.Value.Constant;
import org.kd4j.models.onnx.Value.Tensor;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Operators that pick elements by position. */
final class Indexing {
    /** Its square is a float, and so is the sum of many. */
    private static final double LARGEST = 1e16;

    private Indexing() {}

    static Map<String, Operator> operators() {
        return Map.ofEntries(
                entry("Gather", Operator.of(Indexing::gather)),
                entry("GatherElements", Operator.of(Indexing::gatherElements)),
                entry("GatherND", Operator.of(Indexing::gatherPoints)),
                entry("Slice", Operator.of(Slicing::slice)));
    }

    private static Value gather(Call call) {
        Value x = call.in(0);
        Value indices = call.in(1);
        int axis = call.axis("axis", 0, x.rank());
        Optional<Long> single = constantIndex(indices);
        if (single.isPresent() && x.rank() > 1) {
            return Slicing.pick(call.graph(), x, axis, single.get());
        }
        Dim size = x.shape().dim(axis);
        call.graph().requireIndex(indices, size);
        if (x instanceof Constant table
                && indices instanceof Tensor
                && table.type().isFPType()) {
            requireOrdinary(table);
        }
        Shape shape =
                x.shape().part(0, axis).concat(indices.shape()).concat(x.shape().part(axis + 1, x.rank()));
        // Indices of rank 2 and data of rank 1 kill the JVM in M2.1; a vector of indices is always right.
        SDVariable vector = call.sameDiff().reshape(nonNegative(call, indices, size), -1);
        SDVariable picked = call.sameDiff().gather(call.full(0), vector, axis);
        if (axis == 0 && x.rank() == 2 && indices.rank() > 1) {
            return call.graph().rowsTensor(picked, shape, x.type());
        }
        return call.graph().tensor(call.graph().reshape(picked, shape), shape, x.type());
    }

    /** No comparison reads every row, so one must not hold what leads to infinities: those differ between libraries. */
    private static void requireOrdinary(Constant table) {
        double largest = table.array().amaxNumber().doubleValue();
        if (!(largest <= LARGEST) || Double.isNaN(table.array().sumNumber().doubleValue())) {
            throw new Untranslatable(
                    "a table with " + (largest <= LARGEST ? "NaN" : "an element of the size " + largest)
                            + " in it, where no element should be larger than " + LARGEST);
        }
    }

    private static Optional<Long> constantIndex(Value indices) {
        return indices.rank() > 0
                ? Optional.empty()
                : indices.integers()
                        .map(list -> list.get(0))
                        .filter(Dim::isConstant)
                        .map(Dim::value);
    }

    /** Constant indices may count from the end, which gather of M2.1 does not know. */
    private static SDVariable nonNegative(Call call, Value indices, Dim size) {
        Optional<List<Dim>> known = indices.integers();
        if (known.isEmpty() && indices instanceof Constant many && isNegative(many)) {
            return call.graph().full(counted(many, size.value()));
        }
        if (known.isEmpty() || known.get().stream().noneMatch(Dim::isNegative)) {
            return call.graph().full(indices);
        }
        List<Dim> counted = known.get().stream()
                .map(index -> index.isNegative() ? index.plus(size) : index)
                .toList();
        return call.graph().full(Value.of(counted, indices.rank() == 0, indices.type()));
    }

    private static boolean isNegative(Constant indices) {
        return !indices.array().isEmpty() && indices.array().minNumber().longValue() < 0;
    }

    private static Constant counted(Constant indices, long size) {
        long[] counted = Arrays.stream(
                        indices.array().dup('c').castTo(DataType.INT64).data().asLong())
                .map(index -> index < 0 ? index + size : index)
                .toArray();
        return new Constant(
                "", Nd4j.createFromArray(counted).reshape(indices.array().shape()), DataType.INT64);
    }

    private static Value gatherElements(Call call) {
        Value x = call.in(0);
        Value indices = call.in(1);
        int axis = call.axis("axis", 0, x.rank());
        int last = x.rank() - 1;
        if (axis == last) {
            return gatherInRows(call.graph(), x, indices);
        }
        int[] swapped = IntStream.range(0, x.rank()).toArray();
        swapped[axis] = last;
        swapped[last] = axis;
        Graph graph = call.graph();
        Value picked = gatherInRows(graph, permuted(graph, x, swapped), permuted(graph, indices, swapped));
        return permuted(graph, picked, swapped);
    }

    private static Value permuted(Graph graph, Value x, int... axes) {
        SDVariable permuted = graph.sameDiff().permute(graph.full(x), axes);
        return graph.tensor(permuted, x.shape().permute(axes), x.type());
    }

    /** Along the last axis: every index is moved to the place of its row in the flattened data. */
    private static Value gatherInRows(Graph graph, Value x, Value indices) {
        int last = x.rank() - 1;
        boolean equalRows = indices.rank() == x.rank()
                && indices.shape().part(0, last).equals(x.shape().part(0, last));
        if (!equalRows) {
            throw new Untranslatable("shapes " + x.shape() + " and " + indices.shape()
                    + " differ beside the axis along which elements are gathered");
        }
        Dim width = x.shape().last();
        if (!width.isConstant()) {
            throw new Untranslatable("gathers elements along an axis of the open size " + width);
        }
        SameDiff sameDiff = graph.sameDiff();
        Dim rows = x.shape().part(0, last).elements();
        SDVariable starts = sameDiff.range(
                        sameDiff.constant(0L), graph.size(rows), sameDiff.constant(1L), DataType.INT64)
                .mul(graph.size(width));
        SDVariable byRow = graph.reshape(
                counted(graph, indices, width), Shape.of(rows, indices.shape().last()));
        SDVariable places = byRow.add(sameDiff.reshape(starts, -1, 1));
        SDVariable picked = sameDiff.gather(sameDiff.reshape(graph.full(x), -1), sameDiff.reshape(places, -1), 0);
        return graph.tensor(graph.reshape(picked, indices.shape()), indices.shape(), x.type());
    }

    /** The indices of an axis of this constant size, counted from 0, as INT64. */
    private static SDVariable counted(Graph graph, Value indices, Dim width) {
        SDVariable given = graph.full(indices).castTo(DataType.INT64);
        SDVariable negative =
                graph.sameDiff().lt(given, graph.sameDiff().constant(0L)).castTo(DataType.INT64);
        SDVariable counted = given.add(negative.mul(graph.size(width)));
        boolean known = !(indices instanceof Tensor tensor) || tensor.variable().isPlaceHolder();
        graph.requireIndex(known ? indices : graph.tensor(counted, indices.shape(), DataType.INT64), width);
        return counted;
    }

    /** The slices at points of the first axes, which must be of constant sizes: by their place in the joined axes. */
    private static Value gatherPoints(Call call) {
        Value x = call.in(0);
        Value indices = call.in(1);
        if (call.node().integer("batch_dims", 0) != 0) {
            throw new Untranslatable("batch_dims");
        }
        Graph graph = call.graph();
        int depth = (int) indices.shape().last().value();
        Shape points = indices.shape().part(0, indices.rank() - 1);
        Shape rest = x.shape().part(depth, x.rank());
        SDVariable places = null;
        for (int axis = 0; axis < depth; axis++) {
            Dim size = x.shape().dim(axis);
            SDVariable index = counted(graph, Slicing.pick(graph, indices, indices.rank() - 1, axis), size);
            places = places == null ? index : places.mul(graph.size(size)).add(index);
        }
        Shape joined = Shape.of(x.shape().part(0, depth).elements()).concat(rest);
        SDVariable picked = graph.sameDiff()
                .gather(graph.reshape(graph.full(x), joined), graph.sameDiff().reshape(places, -1), 0);
        Shape shape = points.concat(rest);
        return graph.tensor(graph.reshape(picked, shape), shape, x.type());
    }
}
