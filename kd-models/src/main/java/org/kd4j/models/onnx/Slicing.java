package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;

/** Cuts a range out of each axis, with bounds that may depend on the sizes of the inputs. */
final class Slicing {

    /** The elements from {@code begin} (inclusive) to {@code end} (exclusive) of an axis. */
    private record Range(Dim begin, Dim end) {
        Dim size() {
            return end.minus(begin);
        }
    }

    private Slicing() {}

    static Value slice(Call call) {
        Value x = call.in(0);
        List<Dim> starts = bounds(call, "starts", 1);
        List<Dim> ends = bounds(call, "ends", 2);
        long[] axes = call.integers("axes", 3).orElse(null);
        long[] steps = call.integers("steps", 4).orElse(null);
        List<Range> ranges = whole(x);
        Value strided = x;
        for (int i = 0; i < starts.size(); i++) {
            int axis = axes == null ? i : Call.axis(axes[i], x.rank());
            Dim size = x.shape().dim(axis);
            if (steps == null || steps[i] == 1) {
                ranges.set(axis, range(call.graph(), size, starts.get(i), ends.get(i)));
            } else {
                strided = Strides.pick(call.graph(), strided, axis, starts.get(i), ends.get(i), steps[i]);
                ranges.set(axis, new Range(Dim.ZERO, strided.shape().dim(axis)));
            }
        }
        return cut(call.graph(), strided, ranges);
    }

    private static List<Range> whole(Value x) {
        List<Range> ranges = new ArrayList<>();
        x.shape().dims().forEach(size -> ranges.add(new Range(Dim.ZERO, size)));
        return ranges;
    }

    /** The elements of an axis from {@code begin} (inclusive) to {@code end} (exclusive). */
    static Value part(Graph graph, Value x, int axis, Dim begin, Dim end) {
        List<Range> ranges = whole(x);
        ranges.set(axis, range(graph, x.shape().dim(axis), begin, end));
        return cut(graph, x, ranges);
    }

    private static List<Dim> bounds(Call call, String attribute, int index) {
        if (call.has(index)) {
            return call.dims(index);
        }
        return Shape.of(call.node().integers(attribute).orElseThrow(() -> new Untranslatable("without " + attribute)))
                .dims();
    }

    /** ONNX counts negative bounds from the end and cuts off what lies outside. */
    private static Range range(Graph graph, Dim size, Dim start, Dim end) {
        Dim begin = inside(size, start);
        Dim stop = inside(size, end);
        graph.require(Dim.ZERO, begin);
        graph.require(begin, stop);
        graph.require(stop, size);
        return new Range(begin, stop);
    }

    private static Dim inside(Dim size, Dim bound) {
        Dim counted = bound.isNegative() ? size.plus(bound) : bound;
        if (counted.isConstant() && size.isConstant()) {
            return Dim.of(Math.max(0, Math.min(size.value(), counted.value())));
        }
        boolean toTheEnd = counted.isConstant() && counted.value() >= Integer.MAX_VALUE;
        return toTheEnd ? size : counted;
    }

    private static Value cut(Graph graph, Value x, List<Range> ranges) {
        Shape shape = new Shape(ranges.stream().map(Range::size).toList());
        if (shape.equals(x.shape())) {
            return x;
        }
        boolean bySizes = false;
        for (int axis = 0; axis < ranges.size(); axis++) {
            boolean whole = shape.dim(axis).equals(x.shape().dim(axis));
            Range range = ranges.get(axis);
            bySizes |= !whole && !(range.begin().isConstant() && range.end().isConstant());
        }
        SDVariable part = bySizes ? cutBySizes(graph, x, ranges) : cutByNumbers(graph, x, ranges);
        return graph.tensor(part, shape, x.type());
    }

    private static SDVariable cutBySizes(Graph graph, Value x, List<Range> ranges) {
        SDVariable begins = graph.sizes(ranges.stream().map(Range::begin).toList());
        SDVariable ends = graph.sizes(ranges.stream().map(Range::end).toList());
        SDVariable steps = graph.sizes(Collections.nCopies(ranges.size(), Dim.ONE));
        return graph.sameDiff().stridedSlice(graph.full(x), begins, ends, steps, 0, 0, 0, 0, 0);
    }

    private static SDVariable cutByNumbers(Graph graph, Value x, List<Range> ranges) {
        long[] begins = new long[ranges.size()];
        long[] ends = new long[ranges.size()];
        long[] steps = new long[ranges.size()];
        int whole = 0;
        for (int axis = 0; axis < ranges.size(); axis++) {
            Range range = ranges.get(axis);
            steps[axis] = 1;
            if (range.size().equals(x.shape().dim(axis))) {
                whole |= 1 << axis;
                ends[axis] = 1;
            } else {
                begins[axis] = range.begin().value();
                ends[axis] = range.end().value();
            }
        }
        return graph.sameDiff().stridedSlice(graph.full(x), begins, ends, steps, whole, whole, 0, 0, 0);
    }

    /** The elements at one position of an axis, which disappears. */
    static Value pick(Graph graph, Value x, int axis, long position) {
        Dim size = x.shape().dim(axis);
        Dim begin = position < 0 ? size.plus(Dim.of(position)) : Dim.of(position);
        graph.require(Dim.ZERO, begin);
        graph.require(begin.plus(Dim.ONE), size);
        Value one = part(graph, x, axis, begin, begin.plus(Dim.ONE));
        Shape shape = x.shape().remove(axis);
        return graph.tensor(graph.reshape(graph.full(one), shape), shape, x.type());
    }
}
