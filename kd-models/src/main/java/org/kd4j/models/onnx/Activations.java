package org.kd4j.models.onnx;

import static java.util.Map.entry;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.ops.SDMath;

/** Activation functions. */
final class Activations {
    private static final double SQRT_HALF = Math.sqrt(0.5);
    private static final double SQRT_2_BY_PI = Math.sqrt(2 / Math.PI);
    private static final double CUBIC = 0.044715;

    private Activations() {}

    static Map<String, Operator> operators() {
        return Map.ofEntries(
                entry(
                        "Erf",
                        Operator.of(
                                call -> Elementwise.unary(call, call.sameDiff().math()::erf))),
                entry("Gelu", Operator.of(Activations::gelu)),
                entry(
                        "Relu",
                        Operator.of(call -> Elementwise.unary(
                                call, x -> call.sameDiff().nn().relu(x, 0)))),
                entry(
                        "Sigmoid",
                        Operator.of(
                                call -> Elementwise.unary(call, call.sameDiff().nn()::sigmoid))),
                entry(
                        "Tanh",
                        Operator.of(
                                call -> Elementwise.unary(call, call.sameDiff().math()::tanh))));
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
        SDVariable cubic = x.add(math.square(x).mul(x).mul(CUBIC));
        return x.mul(0.5).mul(math.tanh(cubic.mul(SQRT_2_BY_PI)).add(1.0));
    }
}
