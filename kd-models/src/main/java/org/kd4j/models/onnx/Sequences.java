package org.kd4j.models.onnx;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

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
        Dim start = call.dims(0).get(0);
        Dim limit = call.dims(1).get(0);
        Dim step = call.dims(2).get(0);
        if (!step.is(1)) {
            throw new Untranslatable("steps of " + step);
        }
        call.graph().require(start, limit);
        SameDiff sameDiff = call.sameDiff();
        Graph graph = call.graph();
        SDVariable range = sameDiff.range(graph.size(start), graph.size(limit), graph.size(step), DataType.INT64);
        DataType type = call.in(0).type();
        return graph.tensor(graph.cast(range, DataType.INT64, type), Shape.of(limit.minus(start)), type);
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
