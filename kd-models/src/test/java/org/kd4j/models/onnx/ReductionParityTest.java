package org.kd4j.models.onnx;

import static org.kd4j.models.onnx.ModelFile.integer;
import static org.kd4j.models.onnx.ModelFile.integers;

import java.util.stream.Stream;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.params.provider.Arguments;

/** Reductions, sequences and patterns of positions. */
class ReductionParityTest extends OperatorParityTest {

    static Stream<Arguments> operators() {
        return Stream.of(sequences(), patterns(), reductions()).flatMap(stream -> stream);
    }

    private static Stream<Arguments> sequences() {
        return Stream.of(
                of(
                        "Range",
                        m -> m.longs("i", new long[0], 1)
                                .longs("zero", new long[0], 0)
                                .node("Shape", "input_ids", "s")
                                .node("Gather", "s i", "count")
                                .node("Range", "zero count i", "r")
                                .node("Cast", "r", "y", integer("to", FLOAT))),
                of(
                        "ConstantOfShape",
                        m -> m.node("Shape", "input_ids", "s")
                                .node("ConstantOfShape", "s", "y", ModelFile.tensor("value", filled(2.5f)))),
                of(
                        "CumSum of integers",
                        m -> m.longs("a", new long[0], 1)
                                .node("CumSum", "input_ids a", "c")
                                .node("Cast", "c", "y", integer("to", FLOAT))),
                of(
                        "CumSum, exclusive and reverse",
                        m -> m.longs("a", new long[0], -2)
                                .node("CumSum", "x a", "y", integer("exclusive", 1), integer("reverse", 1))),
                of("ReduceMean", m -> m.node("ReduceMean", "z", "y", integers("axes", -1L, 1L))),
                of("ReduceMean of all", m -> m.node("ReduceMean", "x", "y", integer("keepdims", 0))),
                of("ReduceSum of all", m -> m.longs("a").node("ReduceSum", "x a", "y")),
                of("ReduceSum", m -> m.longs("a", -1).node("ReduceSum", "x a", "y", integer("keepdims", 0))));
    }

    private static Stream<Arguments> patterns() {
        return Stream.of(
                of("Range backwards", m -> toFloat(ranged(m, 9, 0, -2))),
                of("Range in steps", m -> toFloat(ranged(m, 1, 11, 3))),
                of(
                        "Range of reals",
                        m -> m.floats("s", new long[0], 0.5f)
                                .floats("e", new long[0], 2)
                                .floats("d", new long[0], 0.25f)
                                .node("Range", "s e d", "r")
                                .node("Neg", "r", "y")),
                of(
                        "Range of sizes in steps",
                        m -> toFloat(m.longs("i", 1)
                                .longs("none", new long[0], 0)
                                .longs("two", new long[0], 2)
                                .longs("first", new long[0], 0)
                                .node("Shape", "input_ids", "s")
                                .node("Gather", "s first", "c")
                                .node("Mul", "c two", "e")
                                .node("Range", "none e two", "b"))),
                of("Trilu", m -> m.node("Trilu", "z", "y")),
                of("Trilu of an open axis, below", m -> m.node("Trilu", "x", "y", integer("upper", 0))),
                of("Trilu, shifted", m -> m.longs("k", new long[0], -1).node("Trilu", "x k", "y")),
                of(
                        "Trilu, shifted, of integers",
                        m -> toFloat(m.longs("k", new long[0], 2).node("Trilu", "n k", "b", integer("upper", 0)))),
                of("EyeLike", m -> m.node("EyeLike", "n", "y", integer("dtype", FLOAT), integer("k", 1))),
                of("EyeLike of its own type", m -> toFloat(m.node("EyeLike", "n", "b"))),
                of(
                        "OneHot",
                        m -> m.longs("d", 5).floats("v", new long[] {2}, -1, 2).node("OneHot", "n d v", "y")),
                of(
                        "OneHot on the first axis",
                        m -> toFloat(
                                m.longs("d", 21).longs("v", 0, 1).node("OneHot", "n d v", "b", integer("axis", 0)))));
    }

    private static Stream<Arguments> reductions() {
        return Stream.of(
                        Stream.of(
                                        "ReduceSum",
                                        "ReduceMean",
                                        "ReduceMax",
                                        "ReduceMin",
                                        "ReduceProd",
                                        "ReduceL1",
                                        "ReduceL2",
                                        "ReduceSumSquare")
                                .flatMap(operator -> Stream.of(
                                        of(
                                                operator + " of negative axes",
                                                11,
                                                m -> m.node(operator, "z", "y", integers("axes", -1L, 1L))),
                                        of(
                                                operator + " without keeping",
                                                11,
                                                m -> m.node(
                                                        operator,
                                                        "z",
                                                        "y",
                                                        integers("axes", -2L),
                                                        integer("keepdims", 0))),
                                        of(
                                                operator + " of all",
                                                18,
                                                m -> m.node(operator, "x", "y", integer("keepdims", 0))),
                                        of(
                                                operator + " by input",
                                                18,
                                                m -> m.longs("a", -1, 0).node(operator, "z a", "y")),
                                        of(
                                                operator + " in double",
                                                18,
                                                m -> m.longs("a", 1)
                                                        .node("Cast", "x", "d", integer("to", DOUBLE))
                                                        .node(operator, "d a", "e")
                                                        .node("Cast", "e", "y", integer("to", FLOAT))))),
                        Stream.of("ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceMean")
                                .flatMap(operator -> Stream.of(INT32, INT64)
                                        .map(type -> of(
                                                operator + ", type " + type,
                                                18,
                                                m -> typed(
                                                        m.longs("five", new long[0], 5)
                                                                .longs("a", -1)
                                                                .longs("pair", 1, 1, 2)
                                                                .node("Unsqueeze", "n a", "u")
                                                                .node("Expand", "u pair", "p")
                                                                .node("Sub", "p five", "q")
                                                                .node("Concat", "p q", "r", integer("axis", -1)),
                                                        type,
                                                        "r",
                                                        t -> t.node(operator, "r_ a", "b"))))),
                        Stream.of("ArgMax", "ArgMin")
                                .flatMap(operator -> Stream.of(
                                        of(operator, 11, m -> toFloat(m.node(operator, "z", "b", integer("axis", -1)))),
                                        of(
                                                operator + " without keeping",
                                                13,
                                                m -> toFloat(m.node(
                                                        operator,
                                                        "z",
                                                        "b",
                                                        integer("axis", 2),
                                                        integer("keepdims", 0)))),
                                        of(
                                                operator + " of equals",
                                                13,
                                                m -> toFloat(m.node("Ceil", "x", "c")
                                                        .node(operator, "c", "b", integer("axis", -1)))),
                                        of(
                                                operator + " of an open axis",
                                                13,
                                                m -> toFloat(m.node(operator, "n", "b", integer("axis", 1)))))),
                        Stream.of(
                                of(
                                        "ReduceLogSum",
                                        18,
                                        m -> m.longs("a", -1)
                                                .node("Exp", "x", "e")
                                                .node("ReduceLogSum", "e a", "y")),
                                of(
                                        "ReduceSum of no axes",
                                        13,
                                        m -> m.longs("a")
                                                .node("ReduceSum", "x a", "s", integer("noop_with_empty_axes", 1))
                                                .node("Neg", "s", "y"))))
                .flatMap(stream -> stream);
    }

    private static TensorProto filled(float value) {
        return ModelFile.tensor("", TensorProto.DataType.FLOAT_VALUE, 1)
                .addFloatData(value)
                .build();
    }

    private static ModelFile ranged(ModelFile model, long start, long end, long step) {
        return model.longs("s", new long[0], start)
                .longs("e", new long[0], end)
                .longs("d", new long[0], step)
                .node("Range", "s e d", "b");
    }
}
