package org.kd4j.models.onnx;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Every so many elements of an axis, forwards or backwards: by their positions. */
final class Strides {
    private Strides() {}

    /** ONNX counts negative bounds from the end and cuts off what lies outside. */
    static Value pick(Graph graph, Value x, int axis, Dim start, Dim end, long step) {
        Dim size = x.shape().dim(axis);
        Dim first = step > 0 ? inside(size, start, 0, 0) : inside(size, start, 0, -1);
        Dim stop = step > 0 ? inside(size, end, 0, 0) : inside(size, end, -1, -1);
        Dim count = count(step > 0 ? stop.minus(first) : first.minus(stop), Math.abs(step));
        if (!count.is(0)) {
            graph.require(Dim.ZERO, first);
            graph.require(first.plus(Dim.ONE), size);
            graph.require(Dim.ONE, count);
            // Where the size is open, a bound is taken to lie inside, so that nothing is cut off.
            graph.require(stop, size);
            graph.require(Dim.of(-1), stop);
        }
        SameDiff sameDiff = graph.sameDiff();
        SDVariable positions =
                Sequences.positions(graph, count).mul(sameDiff.constant(step)).add(graph.size(first));
        Shape shape = x.shape().with(axis, count);
        return graph.tensor(sameDiff.gather(graph.full(x), positions, axis), shape, x.type());
    }

    /** A bound brought to where positions are: from {@code low} to the axis' size plus {@code beyond}. */
    private static Dim inside(Dim size, Dim bound, long low, long beyond) {
        Dim counted = bound.isNegative() ? size.plus(bound) : bound;
        Dim high = size.plus(Dim.of(beyond));
        if (counted.isConstant() && size.isConstant()) {
            return Dim.of(Math.max(low, Math.min(high.value(), counted.value())));
        }
        boolean beyondTheEnd = bound.isConstant() && bound.value() >= Integer.MAX_VALUE;
        boolean beforeTheStart = bound.isConstant() && bound.value() <= Integer.MIN_VALUE;
        return beyondTheEnd ? high : beforeTheStart ? Dim.of(low) : counted;
    }

    private static Dim count(Dim way, long step) {
        if (way.isConstant()) {
            return Dim.of(Math.max(0, (way.value() + step - 1) / step));
        }
        return way.dividedBy(Dim.of(step)).orElseThrow(() -> new Untranslatable("steps of " + step + " over " + way));
    }
}
