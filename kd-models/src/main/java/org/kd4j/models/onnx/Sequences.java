package org.kd4j.models.onnx;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.kd4j.models.onnx.Value.Constant;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Operators that make positions and other regular sequences. */
final class Sequences {
    private Sequences() {}

    static Map<String, Operator> operators() {
        return Map.ofEntries(
                entry("Range", Operator.of(Sequences::range)),
                entry("ConstantOfShape", Operator.of(Sequences::constantOfShape)),
                entry("CumSum", Operator.of(Sequences::cumulativeSum)));
    }

    private static Value range(Call call) {
        DataType type = call.in(0).type();
        if (type.isFPType() && call.inputs().stream().allMatch(Constant.class::isInstance)) {
            return realRange(call);
        }
        Dim start = call.dims(0).get(0);
        Dim limit = call.dims(1).get(0);
        Dim step = call.dims(2).get(0);
        Dim count = count(limit.minus(start), step);
        call.graph().require(Dim.ZERO, count);
        Graph graph = call.graph();
        SDVariable range = positions(graph, count).mul(graph.size(step)).add(graph.size(start));
        return graph.tensor(graph.cast(range, DataType.INT64, type), Shape.of(count), type);
    }

    /** How many steps fit: the quotient rounded up, which is a polynomial only where nothing is to be rounded. */
    private static Dim count(Dim way, Dim step) {
        if (step.is(0)) {
            throw new Untranslatable("steps of 0");
        }
        if (way.isConstant() && step.isConstant()) {
            return Dim.of(Math.max(0, -Math.floorDiv(-way.value(), step.value())));
        }
        return way.dividedBy(step).orElseThrow(() -> new Untranslatable("steps of " + step + " over " + way));
    }

    private static Value realRange(Call call) {
        double start = real(call, 0);
        double step = real(call, 2);
        long count = Math.max(0, (long) Math.ceil((real(call, 1) - start) / step));
        Graph.requireModest(Shape.of(count));
        double[] numbers = new double[(int) count];
        Arrays.setAll(numbers, i -> start + i * step);
        DataType type = call.in(0).type();
        return new Constant("", Nd4j.createFromArray(numbers).castTo(type), type);
    }

    private static double real(Call call, int index) {
        return ((Constant) call.in(index)).array().getDouble(0);
    }

    /** 0, 1, … as INT64. */
    static SDVariable positions(Graph graph, Dim count) {
        SameDiff sameDiff = graph.sameDiff();
        return sameDiff.range(sameDiff.constant(0L), graph.size(count), sameDiff.constant(1L), DataType.INT64);
    }

    private static Value constantOfShape(Call call) {
        Shape shape = new Shape(call.dims(0));
        DataType type = call.node().tensor("value").map(Value.Constant::type).orElse(DataType.FLOAT);
        double number = call.node()
                .tensor("value")
                .map(value -> value.array().getDouble(0))
                .orElse(0.0);
        return call.graph().tensor(call.graph().filled(shape, type, number), shape, type);
    }

    /** In double: cumsum of M2.1 refuses integers. */
    private static Value cumulativeSum(Call call) {
        Value x = call.in(0);
        List<Dim> axis = call.dims(1);
        boolean exclusive = call.node().integer("exclusive", 0) == 1;
        boolean reverse = call.node().integer("reverse", 0) == 1;
        SDVariable doubles = call.full(0).castTo(DataType.DOUBLE);
        SDVariable sums = call.sameDiff()
                .cumsum(doubles, exclusive, reverse, Call.axis(axis.get(0).value(), x.rank()));
        return call.graph().tensor(sums.castTo(Value.stored(x.type())), x.shape(), x.type());
    }
}
