package org.kd4j.models.onnx;

import static org.kd4j.models.onnx.ModelFile.integer;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Comparisons, and operators on booleans. */
class LogicParityTest extends OperatorParityTest {

    static Stream<Arguments> operators() {
        return Stream.of(logic(), onTypes()).flatMap(stream -> stream);
    }

    private static Stream<Arguments> logic() {
        return Stream.of(
                of("Equal", m -> toFloat(m.longs("k", 1).node("Equal", "input_ids k", "b"))),
                of("Less", m -> toFloat(m.node("Less", "x half", "b"))),
                of("LessOrEqual", m -> toFloat(m.node("LessOrEqual", "x row", "b"))),
                of("Greater", m -> toFloat(m.node("Greater", "x half", "b"))),
                of("GreaterOrEqual", m -> toFloat(m.node("GreaterOrEqual", "half x", "b"))),
                of(
                        "And, Or, Not",
                        m -> toFloat(m.node("Less", "x half", "c")
                                .node("Greater", "x row", "d")
                                .node("And", "c d", "e")
                                .node("Not", "e", "f")
                                .node("Or", "f d", "b"))),
                of("Where, broadcasting", m -> m.node("Less", "x half", "c").node("Where", "c row x", "y")),
                of(
                        "Where on integers",
                        m -> m.longs("k", 1)
                                .node("Less", "input_ids k", "c")
                                .node("Where", "c k input_ids", "w")
                                .node("Cast", "w", "y", integer("to", FLOAT))),
                of(
                        "Where with infinity",
                        m -> m.floats("inf", new long[0], Float.NEGATIVE_INFINITY)
                                .node("Less", "x half", "c")
                                .node("Where", "c x inf", "w")
                                .node("Softmax", "w", "s")
                                .node("Less", "s half", "d")
                                .node("Where", "d s half", "y")),
                of(
                        "Xor",
                        m -> toFloat(m.node("Less", "x half", "c")
                                .node("Greater", "x row", "d")
                                .node("Xor", "c d", "b"))),
                of("IsNaN", m -> toFloat(m.node("Sqrt", "x", "s").node("IsNaN", "s", "b"))),
                of("IsInf", m -> toFloat(infinite(m).node("IsInf", "i", "b"))),
                of("IsInf, positive", m -> toFloat(infinite(m).node("IsInf", "i", "b", integer("detect_negative", 0)))),
                of(
                        "IsInf, negative",
                        m -> toFloat(infinite(m).node("IsInf", "i", "b", integer("detect_positive", 0)))));
    }

    private static Stream<Arguments> onTypes() {
        return Stream.of(
                        Stream.of("Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual")
                                .flatMap(operator -> Stream.of(DOUBLE, INT32, INT64)
                                        .map(type -> of(
                                                operator + " broadcasting, type " + type,
                                                m -> typed(
                                                        m.longs("k", new long[] {3, 1, 1}, -3, 0, 11),
                                                        type,
                                                        "n k",
                                                        t -> t.node(operator, "n_ k_", "b"))))),
                        Stream.of(DOUBLE, INT32, INT64)
                                .map(type -> of(
                                        "Where, type " + type,
                                        m -> typed(
                                                m.longs("k", new long[] {3, 1, 1}, -3, 0, 11),
                                                type,
                                                "n k",
                                                t -> t.node("Less", "n_ k_", "c")
                                                        .node("Where", "c k_ n_", "b")))))
                .flatMap(stream -> stream);
    }

    /** Infinities of both signs. */
    private static ModelFile infinite(ModelFile model) {
        return model.floats("huge", new long[0], 1e30f)
                .floats("more", new long[0], 1e20f)
                .node("Mul", "x huge", "h")
                .node("Mul", "h more", "i");
    }
}
