package org.kd4j.models.onnx;

import static org.kd4j.models.onnx.ModelFile.integer;
import static org.kd4j.models.onnx.ModelFile.real;
import static org.kd4j.models.onnx.ModelFile.text;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Activations and normalisation. */
class ActivationParityTest extends OperatorParityTest {

    static Stream<Arguments> operators() {
        return Stream.of(normalization(), activations()).flatMap(stream -> stream);
    }

    private static Stream<Arguments> normalization() {
        return Stream.of(
                of("LayerNormalization", m -> m.node("LayerNormalization", "z row row", "y", real("epsilon", 0.1f))),
                of("LayerNormalization without bias", m -> m.node("LayerNormalization", "x row", "y")),
                of("Softmax", m -> m.node("Softmax", "z", "y")),
                of("Softmax on a middle axis", m -> m.node("Softmax", "z", "y", integer("axis", 1))),
                of(
                        "GELU written out",
                        m -> m.floats("root", new long[0], (float) Math.sqrt(2))
                                .floats("one", new long[0], 1)
                                .node("Div", "x root", "d")
                                .node("Erf", "d", "e")
                                .node("Add", "e one", "f")
                                .node("Mul", "x half", "h")
                                .node("Mul", "f h", "y")),
                of("Softmax before opset 13", 11, m -> m.node("Softmax", "z", "y", integer("axis", -1))),
                of("Softmax of joined axes", 11, m -> m.node("Softmax", "z", "y", integer("axis", 2))),
                of("Softmax of joined open axes", 11, m -> m.node("Softmax", "x", "y")),
                of(
                        "Softmax in double",
                        m -> typed(m, DOUBLE, "z", t -> t.node("Softmax", "z_", "b", integer("axis", 2)))),
                of("LogSoftmax", m -> m.node("LogSoftmax", "z", "y")),
                of("LogSoftmax before opset 13", 11, m -> m.node("LogSoftmax", "z", "y", integer("axis", 3))),
                of("LogSoftmax on a middle axis", m -> m.node("LogSoftmax", "z", "y", integer("axis", -2))));
    }

    private static Stream<Arguments> activations() {
        return Stream.of(
                        Stream.of(
                                        "Erf",
                                        "Relu",
                                        "Sigmoid",
                                        "Tanh",
                                        "Softplus",
                                        "Softsign",
                                        "LeakyRelu",
                                        "Elu",
                                        "HardSigmoid",
                                        "HardSwish",
                                        "Mish")
                                .flatMap(operator -> Stream.of(
                                        of(operator, 18, m -> m.node(operator, "x", "y")),
                                        of(
                                                operator + " of large values",
                                                18,
                                                m -> m.floats("k", new long[0], 100)
                                                        .node("Mul", "x k", "l")
                                                        .node(operator, "l", "y")))),
                        Stream.of(
                                of("LeakyRelu, steeper", m -> m.node("LeakyRelu", "x", "y", real("alpha", 0.3f))),
                                of("Elu, higher", m -> m.node("Elu", "x", "y", real("alpha", 2.5f))),
                                of(
                                        "HardSigmoid, steeper",
                                        m -> m.node("HardSigmoid", "x", "y", real("alpha", 0.9f), real("beta", 0.4f))),
                                of("Swish", 24, m -> m.node("Swish", "x", "y", real("alpha", 1.7f))),
                                of("Gelu", 20, m -> m.node("Gelu", "x", "y")),
                                of("Gelu by tanh", 20, m -> m.node("Gelu", "x", "y", text("approximate", "tanh"))),
                                of("Relu in double", m -> typed(m, DOUBLE, "x", t -> t.node("Relu", "x_", "b")))))
                .flatMap(stream -> stream);
    }
}
