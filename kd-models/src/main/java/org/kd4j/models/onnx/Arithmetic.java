package org.kd4j.models.onnx;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.ops.SDMath;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Rint;

/** Arithmetic on each element, and casts. */
final class Arithmetic {
    private Arithmetic() {}

    static Map<String, Operator> operators() {
        return Map.ofEntries(
                binary("Add", SDVariable::add),
                binary("Sub", SDVariable::sub),
                binary("Mul", SDVariable::mul),
                entry("Div", Operator.of(Arithmetic::divide)),
                entry("Mod", Operator.of(Arithmetic::modulo)),
                entry("Sum", Operator.of(call -> Elementwise.fold(call, SDVariable::add))),
                entry("Mean", Operator.of(Arithmetic::mean)),
                entry("Pow", Operator.of(Arithmetic::power)),
                entry(
                        "Min",
                        Operator.of(
                                call -> Elementwise.fold(call, call.sameDiff().math()::min))),
                entry(
                        "Max",
                        Operator.of(
                                call -> Elementwise.fold(call, call.sameDiff().math()::max))),
                entry("Clip", Operator.of(Arithmetic::clip)),
                unary("Neg", math -> math::neg),
                unary("Abs", math -> math::abs),
                unary("Sign", math -> math::sign),
                unary("Ceil", math -> math::ceil),
                unary("Floor", math -> math::floor),
                entry("Round", Operator.of(Arithmetic::round)),
                unary("Sqrt", math -> math::sqrt),
                unary("Exp", math -> math::exp),
                unary("Log", math -> math::log),
                unary("Sin", math -> math::sin),
                unary("Cos", math -> math::cos),
                unary("Reciprocal", math -> x -> x.rdiv(1.0)));
    }

    private static Map.Entry<String, Operator> binary(String name, BinaryOperator<SDVariable> operation) {
        return entry(name, Operator.of(call -> Elementwise.binary(call, operation)));
    }

    private static Map.Entry<String, Operator> unary(
            String name, Function<SDMath, UnaryOperator<SDVariable>> operation) {
        return entry(
                name,
                Operator.of(call ->
                        Elementwise.unary(call, operation.apply(call.sameDiff().math()))));
    }

    private static Value divide(Call call) {
        requireDivisor(call);
        return Elementwise.binary(call, SDVariable::div);
    }

    /** A division of integers by zero takes the process down. */
    private static void requireDivisor(Call call) {
        boolean safe = call.in(0).type().isFPType()
                || call.in(1) instanceof Value.Constant divisor
                        && Arrays.stream(divisor.array()
                                        .castTo(DataType.INT64)
                                        .data()
                                        .asLong())
                                .allMatch(number -> number != 0);
        if (!safe) {
            throw new Untranslatable("integers are divided by what may be zero");
        }
    }

    /** The rest has the sign of the divisor (of integers), or with fmod that of the dividend. */
    private static Value modulo(Call call) {
        requireDivisor(call);
        boolean signOfDividend = call.node().integer("fmod", 0) == 1;
        return Elementwise.binary(call, (a, b) -> {
            SDVariable quotient = a.castTo(DataType.DOUBLE).div(b.castTo(DataType.DOUBLE));
            SDMath math = call.sameDiff().math();
            SDVariable whole =
                    signOfDividend ? math.sign(quotient).mul(math.floor(math.abs(quotient))) : math.floor(quotient);
            return a.sub(b.mul(whole.castTo(a.dataType())));
        });
    }

    private static Value mean(Call call) {
        Value sum = Elementwise.fold(call, SDVariable::add);
        return call.graph().tensor(call.graph().full(sum).div(call.inputs().size()), sum.shape(), sum.type());
    }

    /** Halves go to the even neighbour, unlike with round of M2.1. */
    private static Value round(Call call) {
        return Elementwise.unary(call, x -> new Rint(call.sameDiff(), x, false).outputVariable());
    }

    private static Value power(Call call) {
        SDMath math = call.sameDiff().math();
        if (call.in(1) instanceof Value.Constant exponent
                && exponent.array().length() == 1
                && exponent.rank() <= call.in(0).rank()) {
            double power = exponent.array().getDouble(0);
            if (power == 2) {
                return Elementwise.unary(call, x -> x.mul(x));
            }
            if (power == 0.5) {
                return Elementwise.unary(call, math::sqrt);
            }
        }
        return Elementwise.binary(call, math::pow);
    }

    /** By minimum and maximum: clipByValue of M2.1 refuses integers. */
    private static Value clip(Call call) {
        SDMath math = call.sameDiff().math();
        SDVariable clipped = call.full(0);
        if (call.has(1)) {
            clipped = math.max(clipped, call.full(1));
        } else if (call.node().has("min")) {
            clipped = math.max(clipped, call.sameDiff().constant(call.node().real("min", 0)));
        }
        if (call.has(2)) {
            clipped = math.min(clipped, call.full(2));
        } else if (call.node().has("max")) {
            clipped = math.min(clipped, call.sameDiff().constant(call.node().real("max", 0)));
        }
        return call.graph().tensor(clipped, call.in(0).shape(), call.in(0).type());
    }
}
