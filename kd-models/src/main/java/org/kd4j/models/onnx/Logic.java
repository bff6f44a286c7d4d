package org.kd4j.models.onnx;

import static java.util.Map.entry;

import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Comparisons, and operations on booleans, which are floats 0 and 1 in the graph. */
final class Logic {
    private Logic() {}

    static Map<String, Operator> operators() {
        return Map.ofEntries(
                comparison("Equal", graph -> graph::eq),
                comparison("Less", graph -> graph::lt),
                comparison("LessOrEqual", graph -> graph::lte),
                comparison("Greater", graph -> graph::gt),
                comparison("GreaterOrEqual", graph -> graph::gte),
                entry("And", Operator.of(call -> Elementwise.binary(call, SDVariable::mul))),
                entry(
                        "Or",
                        Operator.of(
                                call -> Elementwise.binary(call, call.sameDiff().math()::max))),
                entry("Not", Operator.of(call -> Elementwise.unary(call, x -> x.rsub(1.0)))),
                entry("Where", Operator.of(Logic::where)));
    }

    private static Map.Entry<String, Operator> comparison(
            String name, Function<SameDiff, BiFunction<SDVariable, SDVariable, SDVariable>> operation) {
        return entry(
                name,
                Operator.of(call -> Elementwise.binary(
                        call,
                        (a, b) -> operation.apply(call.sameDiff()).apply(a, b).castTo(Value.stored(DataType.BOOL)),
                        DataType.BOOL)));
    }

    /**
     * x * c + y * (1 - c): unlike M2.1's where it broadcasts and has a gradient. Right because no float constant is
     * infinite here, see {@link Value.Constant}.
     */
    private static Value where(Call call) {
        Value x = call.in(1);
        Shape shape =
                call.in(0).shape().broadcast(x.shape()).broadcast(call.in(2).shape());
        SDVariable condition = call.graph().cast(call.full(0), DataType.BOOL, x.type());
        SDVariable otherwise = x.type() == DataType.INT64 || x.type() == DataType.INT32
                ? call.sameDiff().constant(Nd4j.scalar(x.type(), 1)).sub(condition)
                : condition.rsub(1.0);
        SDVariable chosen = call.full(1).mul(condition).add(call.full(2).mul(otherwise));
        return call.graph().tensor(chosen, shape, x.type());
    }
}
