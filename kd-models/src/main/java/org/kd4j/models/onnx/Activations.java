package org.kd4j.models.onnx;

import static java.util.Map.entry;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.ops.SDMath;

/** Activation functions. */
final class Activations {
    private static final double SQRT_HALF = Math.sqrt(0.5);

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

    /**
     * x/2 * (1 + erf(x / sqrt 2)) (Hendrycks and Gimpel, Gaussian Error Linear Units, 2016); gelu of M2.1 is another
     * function.
     */
    private static Value gelu(Call call) {
        if (!call.node().text("approximate", "none").equals("none")) {
            throw new Untranslatable("approximation " + call.node().text("approximate", ""));
        }
        SDMath math = call.sameDiff().math();
        return Elementwise.unary(
                call,
                (SDVariable x) -> x.mul(0.5).mul(math.erf(x.mul(SQRT_HALF)).add(1.0)));
    }
}
