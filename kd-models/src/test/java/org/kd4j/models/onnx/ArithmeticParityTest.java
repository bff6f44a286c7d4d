package org.kd4j.models.onnx;

import static org.kd4j.models.onnx.ModelFile.integer;
import static org.kd4j.models.onnx.ModelFile.real;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Arithmetic and casts, on numbers of several types. */
class ArithmeticParityTest extends OperatorParityTest {

    static Stream<Arguments> operators() {
        return Stream.of(reals(), onTypes()).flatMap(stream -> stream);
    }

    private static Stream<Arguments> reals() {
        return Stream.of(
                of("Add", m -> m.node("Add", "x row", "y")),
                of(
                        "Add, broadcasting both ways",
                        m -> m.longs("a", 1).node("ReduceSum", "x a", "s").node("Add", "x s", "y")),
                of("Sub, scalar first", m -> m.node("Sub", "half x", "y")),
                of("Mul", m -> m.node("Mul", "x x", "y")),
                of("Div", m -> m.node("Div", "x row", "y")),
                of("Pow 2", m -> m.floats("p", new long[0], 2).node("Pow", "x p", "y")),
                of(
                        "Pow 2 of higher rank",
                        m -> m.floats("p", new long[] {1, 1, 1, 1}, 2).node("Pow", "x p", "y")),
                of("Pow 0.5", m -> m.node("Abs", "x", "a").node("Pow", "a half", "y")),
                of("Pow 3", m -> m.floats("p", new long[0], 3).node("Pow", "x p", "y")),
                of("Min", m -> m.node("Min", "x half", "y")),
                of("Max", m -> m.node("Max", "half x", "y")),
                of("Min of three", m -> m.node("Min", "row x half", "y")),
                of("Max of one", m -> m.node("Max", "x", "y")),
                of("Clip", m -> m.floats("low", new long[0], -0.25f).node("Clip", "x low half", "y")),
                of("Clip without minimum", m -> m.node("Identity", "half", "h").node("Clip", "x  h", "y")),
                of("Neg", m -> m.node("Neg", "x", "y")),
                of("Sign", m -> m.node("Sign", "x", "y")),
                of("Ceil", m -> m.node("Ceil", "x", "y")),
                of("Sqrt and Abs", m -> m.node("Abs", "x", "a").node("Sqrt", "a", "y")),
                of("Exp", m -> m.node("Exp", "x", "y")),
                of("Log", m -> m.node("Abs", "x", "a").node("Log", "a", "y")),
                of("Reciprocal", m -> m.node("Exp", "x", "e").node("Reciprocal", "e", "y")),
                of(
                        "Cast to integers",
                        m -> m.node("Cast", "x", "i", integer("to", INT64))
                                .node("Cast", "i", "y", integer("to", FLOAT))),
                of(
                        "Cast to booleans",
                        m -> m.node("Cast", "input_ids", "b", integer("to", BOOL))
                                .node("Cast", "b", "y", integer("to", FLOAT))),
                of("Sum", m -> m.node("Sum", "row x half", "y")),
                of("Sum of one", m -> m.node("Sum", "x", "y")),
                of("Mean", m -> m.node("Mean", "row x half", "y")),
                of("Floor", m -> m.node("Floor", "x", "y")),
                of("Sin", m -> m.node("Sin", "x", "y")),
                of("Cos", m -> m.node("Cos", "x", "y")),
                of(
                        "Round of halves",
                        m -> m.floats("two", new long[0], 2)
                                .node("Cast", "n", "f", integer("to", FLOAT))
                                .node("Div", "f two", "h")
                                .node("Round", "h", "y")),
                of(
                        "Round",
                        m -> m.floats("ten", new long[0], 10)
                                .node("Mul", "x ten", "t")
                                .node("Round", "t", "y")),
                of(
                        "Mod of reals",
                        m -> m.floats("third", new long[] {4}, 0.3f, -0.3f, 0.7f, 1.5f)
                                .node("Mod", "x third", "y", integer("fmod", 1))),
                of("CastLike", m -> m.node("CastLike", "n half", "y")),
                of("Clip by attributes", 10, m -> m.node("Clip", "x", "y", real("min", -0.25f), real("max", 0.5f))),
                of("Clip without maximum", 13, m -> m.node("Clip", "x half", "y")),
                of(
                        "Clip of integers",
                        m -> toFloat(m.longs("low", new long[0], -7).node("Clip", "n low", "b"))),
                of(
                        "Cast to integers and back, through booleans",
                        m -> toFloat(m.node("Cast", "n", "t", integer("to", BOOL))
                                .node("Cast", "t", "b", integer("to", INT32)))));
    }

    private static Stream<Arguments> onTypes() {
        return Stream.of(
                        Stream.of("Add", "Sub", "Mul", "Min", "Max")
                                .flatMap(operator -> Stream.of(DOUBLE, INT32, INT64)
                                        .map(type -> of(
                                                operator + " broadcasting, type " + type,
                                                m -> typed(
                                                        m.longs("a", -1).node("ReduceSum", "n a", "s"),
                                                        type,
                                                        "n s",
                                                        t -> t.node(operator, "n_ s_", "b"))))),
                        Stream.of("Div", "Mod")
                                .flatMap(operator -> Stream.of(INT32, INT64)
                                        .map(type -> of(
                                                operator + " by negative and positive, type " + type,
                                                m -> typed(
                                                        m.longs("d", new long[] {2, 1, 1}, 3, -4),
                                                        type,
                                                        "n d",
                                                        t -> t.node(operator, "n_ d_", "b"))))),
                        Stream.of("Abs", "Neg", "Sign")
                                .flatMap(operator -> Stream.of(DOUBLE, INT32, INT64)
                                        .map(type -> of(
                                                operator + ", type " + type,
                                                m -> typed(m, type, "n", t -> t.node(operator, "n_", "b"))))),
                        Stream.of(of(
                                "Mod of integers with the dividend's sign",
                                m -> toFloat(m.longs("d", new long[] {2, 1, 1}, 3, -4)
                                        .node("Mod", "n d", "b", integer("fmod", 1))))))
                .flatMap(stream -> stream);
    }
}
