package org.kd4j.models.onnx;

import static java.util.Map.entry;

import java.util.Map;
import java.util.function.BiFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.ops.SDMath;

/** Activation functions, most from primitives: several of M2.1's own are other functions. */
final class Activations {
    private static final double SQRT_HALF = Math.sqrt(0.5);
    private static final double SQRT_2_BY_PI = Math.sqrt(2 / Math.PI);
    private static final double CUBIC = 0.044715;

    private Activations() {}

    static Map<String, Operator> operators() {
        return Map.ofEntries(
                of("Erf", (call, x) -> call.sameDiff().math().erf(x)),
                entry("Gelu", Operator.of(Activations::gelu)),
                of("Relu", (call, x) -> call.sameDiff().nn().relu(x, 0)),
                of("Sigmoid", (call, x) -> call.sameDiff().nn().sigmoid(x)),
                of("Tanh", (call, x) -> call.sameDiff().math().tanh(x)),
                of("Softplus", (call, x) -> softplus(call.sameDiff(), x)),
                of("Softsign", (call, x) -> x.div(call.sameDiff().math().abs(x).add(1.0))),
                of("Swish", (call, x) -> swish(call, x, call.node().real("alpha", 1))),
                of("Mish", (call, x) -> x.mul(call.sameDiff().math().tanh(softplus(call.sameDiff(), x)))),
                of(
                        "LeakyRelu",
                        (call, x) -> split(call, x, below(call, x), call.node().real("alpha", 0.01f))),
                of(
                        "Elu",
                        (call, x) -> split(call, x, growth(call, x), call.node().real("alpha", 1))),
                of(
                        "HardSigmoid",
                        (call, x) -> hardSigmoid(
                                call,
                                x,
                                call.node().real("alpha", 0.2f),
                                call.node().real("beta", 0.5f))),
                of("HardSwish", (call, x) -> x.mul(hardSigmoid(call, x, 1 / 6f, 0.5f))));
    }

    private static Map.Entry<String, Operator> of(String name, BiFunction<Call, SDVariable, SDVariable> function) {
        return entry(name, Operator.of(call -> Elementwise.unary(call, x -> function.apply(call, x))));
    }

    private static Value gelu(Call call) {
        String approximation = call.node().text("approximate", "none");
        return switch (approximation) {
            case "none" -> Elementwise.unary(call, x -> geluByErf(call.sameDiff(), x));
            case "tanh" -> Elementwise.unary(call, x -> geluByTanh(call.sameDiff(), x));
            default -> throw new Untranslatable("approximation " + approximation);
        };
    }

    /**
     * x/2 * (1 + erf(x / sqrt 2)) (Hendrycks and Gimpel, Gaussian Error Linear Units, 2016); gelu of M2.1 is another
     * function.
     */
    private static SDVariable geluByErf(SameDiff sameDiff, SDVariable x) {
        return x.mul(0.5).mul(sameDiff.math().erf(x.mul(SQRT_HALF)).add(1.0));
    }

    /** x/2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))), from the same paper. */
    private static SDVariable geluByTanh(SameDiff sameDiff, SDVariable x) {
        SDMath math = sameDiff.math();
        SDVariable cubic = x.add(x.mul(x).mul(x).mul(CUBIC));
        return x.mul(0.5).mul(math.tanh(cubic.mul(SQRT_2_BY_PI)).add(1.0));
    }

    /** log(1 + exp(x)), written so that nothing overflows. */
    private static SDVariable softplus(SameDiff sameDiff, SDVariable x) {
        SDMath math = sameDiff.math();
        SDVariable small = math.exp(math.neg(math.abs(x)));
        return sameDiff.nn().relu(x, 0).add(math.log(small.add(1.0)));
    }

    private static SDVariable swish(Call call, SDVariable x, float alpha) {
        return x.mul(call.sameDiff().nn().sigmoid(x.mul(alpha)));
    }

    /** What is above 0 as it is, and {@code factor} times what a function made of the rest, 0 where there is none. */
    private static SDVariable split(Call call, SDVariable x, SDVariable rest, float factor) {
        return call.sameDiff().nn().relu(x, 0).add(rest.mul(factor));
    }

    private static SDVariable below(Call call, SDVariable x) {
        return x.sub(call.sameDiff().nn().relu(x, 0));
    }

    private static SDVariable growth(Call call, SDVariable x) {
        return call.sameDiff().math().exp(below(call, x)).sub(1.0);
    }

    /** max(0, min(1, alpha * x + beta)). */
    private static SDVariable hardSigmoid(Call call, SDVariable x, float alpha, float beta) {
        SDVariable line = x.mul(alpha).add(beta);
        SDVariable positive = call.sameDiff().nn().relu(line, 0);
        return positive.sub(call.sameDiff().nn().relu(line.sub(1.0), 0));
    }
}
