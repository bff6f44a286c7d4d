package org.kd4j.models.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kd4j.models.onnx.Value.Constant;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** Operators that arrange elements anew and change none. */
final class Layouts {
    private Layouts() {}

    static Map<String, Operator> operators() {
        return Map.ofEntries(
                entry("Identity", Operator.of(call -> call.in(0))),
                entry("Dropout", Layouts::dropout),
                entry("Shape", Operator.of(Layouts::shape)),
                entry(
                        "Size",
                        Operator.of(call -> Value.of(List.of(call.in(0).shape().elements()), true, DataType.INT64))),
                entry("Reshape", Operator.of(Layouts::reshape)),
                entry("Flatten", Operator.of(Layouts::flatten)),
                entry("Squeeze", Operator.of(Layouts::squeeze)),
                entry("Unsqueeze", Operator.of(Layouts::unsqueeze)),
                entry("Transpose", Operator.of(Layouts::transpose)),
                entry("Concat", Operator.of(Layouts::concat)),
                entry("Expand", Operator.of(Layouts::expand)),
                entry("Tile", Operator.of(Layouts::tile)));
    }

    /** At inference nothing is dropped; the mask, if anyone wants it, is all true. */
    private static List<Value> dropout(Call call) {
        Value x = call.in(0);
        if (call.has(2)
                && !(call.in(2) instanceof Constant training && training.array().getDouble(0) == 0)) {
            throw new Untranslatable("training_mode");
        }
        if (call.node().outputs().size() == 1) {
            return List.of(x);
        }
        SDVariable mask = call.graph().filled(x.shape(), DataType.BOOL, 1);
        return List.of(x, call.graph().tensor(mask, x.shape(), DataType.BOOL));
    }

    private static Value shape(Call call) {
        List<Dim> dims = call.in(0).shape().dims();
        int from = bound(call.node().integer("start", 0), dims.size());
        int to = bound(call.node().integer("end", dims.size()), dims.size());
        return Value.of(dims.subList(from, Math.max(from, to)), false, DataType.INT64);
    }

    private static int bound(long index, int rank) {
        return (int) Math.max(0, Math.min(rank, index < 0 ? index + rank : index));
    }

    private static Value reshape(Call call) {
        Value x = call.in(0);
        List<Dim> asked = call.has(1)
                ? call.dims(1)
                : Shape.of(call.node().integers("shape").orElseThrow(() -> new Untranslatable("without a shape")))
                        .dims();
        boolean zeroCopies = call.node().integer("allowzero", 0) == 0;
        List<Dim> dims = new ArrayList<>();
        int open = -1;
        Dim known = Dim.ONE;
        for (int axis = 0; axis < asked.size(); axis++) {
            Dim dim = asked.get(axis).is(0) && zeroCopies ? x.shape().dim(axis) : asked.get(axis);
            if (dim.is(-1)) {
                if (open >= 0) {
                    throw new Untranslatable("two open sizes in " + new Shape(asked));
                }
                open = axis;
            } else {
                known = known.times(dim);
            }
            dims.add(dim);
        }
        Dim elements = x.shape().elements();
        if (open >= 0) {
            dims.set(open, elements.dividedBy(known).orElseThrow(() -> unequal(x.shape(), asked)));
        } else if (!known.equals(elements)) {
            throw unequal(x.shape(), asked);
        }
        return reshaped(call.graph(), x, new Shape(dims));
    }

    private static Untranslatable unequal(Shape from, List<Dim> to) {
        return new Untranslatable("shape " + from + " has not the elements of " + to);
    }

    /** Joining the last two axes, as after attention, keeps the result a matrix of rows for the linear layer behind. */
    static Value reshaped(Graph graph, Value x, Shape to) {
        if (to.equals(x.shape())) {
            return x;
        }
        int rank = to.rank();
        boolean joinsLast = rank > 2
                && x.rank() == rank + 1
                && to.last().isConstant()
                && to.part(0, rank - 1).equals(x.shape().part(0, rank - 1));
        if (joinsLast) {
            SDVariable rows =
                    graph.sameDiff().reshape(graph.anyLayout(x), -1, to.last().value());
            return graph.rowsTensor(rows, to, x.type());
        }
        return graph.tensor(graph.reshape(graph.anyLayout(x), to), to, x.type());
    }

    private static Value flatten(Call call) {
        Value x = call.in(0);
        long axis = call.node().integer("axis", 1);
        int at = (int) (axis < 0 ? axis + x.rank() : axis);
        Shape to = Shape.of(
                x.shape().part(0, at).elements(), x.shape().part(at, x.rank()).elements());
        return reshaped(call.graph(), x, to);
    }

    private static Value squeeze(Call call) {
        Value x = call.in(0);
        Optional<long[]> given = call.integers("axes", 1);
        int[] axes = call.axes("axes", 1, x.rank());
        Shape shape = x.shape();
        for (int i = axes.length - 1; i >= 0; i--) {
            if (shape.dim(axes[i]).is(1)) {
                shape = shape.remove(axes[i]);
            } else if (given.isPresent()) {
                throw new Untranslatable("axis " + axes[i] + " of " + x.shape() + " is not of size 1");
            }
        }
        return reshaped(call.graph(), x, shape);
    }

    private static Value unsqueeze(Call call) {
        Value x = call.in(0);
        long[] given = call.integers("axes", 1).orElseThrow(() -> new Untranslatable("without axes"));
        int rank = x.rank() + given.length;
        Shape shape = x.shape();
        for (int axis : Arrays.stream(given)
                .mapToInt(axis -> Call.axis(axis, rank))
                .sorted()
                .toArray()) {
            shape = shape.insert(axis, Dim.ONE);
        }
        return call.graph().tensor(call.graph().reshape(call.graph().anyLayout(x), shape), shape, x.type());
    }

    private static Value transpose(Call call) {
        Value x = call.in(0);
        int rank = x.rank();
        int[] axes = new int[rank];
        long[] given = call.node().integers("perm").orElse(null);
        for (int i = 0; i < rank; i++) {
            axes[i] = given == null ? rank - 1 - i : Call.axis(given[i], rank);
        }
        return call.graph()
                .tensor(call.sameDiff().permute(call.full(0), axes), x.shape().permute(axes), x.type());
    }

    private static Value concat(Call call) {
        Value first = call.in(0);
        int axis = call.axis("axis", 0, first.rank());
        Dim size = Dim.ZERO;
        SDVariable[] parts = new SDVariable[call.inputs().size()];
        for (int i = 0; i < parts.length; i++) {
            Shape part = call.in(i).shape();
            size = size.plus(part.dim(axis));
            if (!part.with(axis, Dim.ONE).equals(first.shape().with(axis, Dim.ONE))) {
                throw new Untranslatable("shapes " + first.shape() + " and " + part + " differ beside axis " + axis);
            }
            parts[i] = call.full(i);
        }
        SDVariable joined = call.sameDiff().concat(axis, parts);
        return call.graph().tensor(joined, first.shape().with(axis, size), first.type());
    }

    private static Value expand(Call call) {
        return expanded(call.graph(), call.in(0), new Shape(call.dims(1)));
    }

    /** The value broadcast with a shape, by multiplication with ones. */
    static Value expanded(Graph graph, Value x, Shape with) {
        Shape shape = x.shape().broadcast(with);
        if (shape.equals(x.shape())) {
            return x;
        }
        return graph.tensor(graph.full(x).mul(graph.filled(shape, x.type(), 1)), shape, x.type());
    }

    private static Value tile(Call call) {
        Value x = call.in(0);
        List<Dim> repeats = call.dims(1);
        Shape shape = x.shape();
        for (int axis = 0; axis < x.rank(); axis++) {
            shape = shape.with(axis, shape.dim(axis).times(repeats.get(axis)));
        }
        if (shape.equals(x.shape())) {
            return x;
        }
        SDVariable tiled = call.sameDiff().tile(call.full(0), call.graph().sizes(repeats));
        return call.graph().tensor(tiled, shape, x.type());
    }

    /** The transpose of a matrix; of a constant it is made once, here. */
    static Value transposed(Graph graph, Value matrix) {
        if (matrix instanceof Constant constant) {
            return graph.transposed(constant);
        }
        Shape shape = matrix.shape().permute(1, 0);
        return graph.tensor(graph.sameDiff().permute(graph.full(matrix), 1, 0), shape, matrix.type());
    }
}
