package org.kd4j.models.onnx;

import static java.util.Map.entry;

import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
                entry(
                        "Xor",
                        Operator.of(call ->
                                Elementwise.binary(call, (a, b) -> a.sub(b).mul(a.sub(b))))),
                entry(
                        "IsNaN",
                        Operator.of(
                                call -> truth(call, x -> call.sameDiff().math().isNaN(x)))),
                entry("IsInf", Operator.of(Logic::isInfinite)),
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

    private static Value truth(Call call, UnaryOperator<SDVariable> operation) {
        Value x = call.in(0);
        SDVariable truth = operation.apply(call.full(0)).castTo(Value.stored(DataType.BOOL));
        return call.graph().tensor(truth, x.shape(), DataType.BOOL);
    }

    /** What is beyond 1e30 counts as infinite, because that is what constants have instead, see {@link Value.Constant}. */
    private static Value isInfinite(Call call) {
        boolean positive = call.node().integer("detect_positive", 1) == 1;
        boolean negative = call.node().integer("detect_negative", 1) == 1;
        SameDiff sameDiff = call.sameDiff();
        return truth(call, x -> {
            SDVariable limit = sameDiff.constant(Nd4j.scalar(call.in(0).type(), Value.Constant.LARGEST));
            SDVariable large = positive == negative
                    ? sameDiff.math().abs(x)
                    : positive ? x : sameDiff.math().neg(x);
            SDVariable infinite = sameDiff.gte(large, limit).castTo(Value.stored(DataType.BOOL));
            return positive || negative ? infinite : infinite.mul(0);
        });
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
