package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kd4j.models.onnx.ModelFile.integer;
import static org.kd4j.models.onnx.ModelFile.integers;
import static org.kd4j.models.onnx.ModelFile.real;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.seed.Seeds;

/**
 * Single operators against ONNX Runtime, on x [batch, sequence, 4] and z [batch, sequence, 3, 4] of which every element
 * differs, and on the sizes of the inputs.
 */
class OperatorParityTest {
    private static final int ROWS = 40;
    private static final long FLOAT = TensorProto.DataType.FLOAT_VALUE;
    private static final long INT64 = TensorProto.DataType.INT64_VALUE;
    private static final long BOOL = TensorProto.DataType.BOOL_VALUE;

    static Stream<Arguments> operators() {
        return Stream.of(arithmetic(), logic(), layouts(), indexing(), sequences(), products(), normalization())
                .flatMap(stream -> stream);
    }

    private static Stream<Arguments> arithmetic() {
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
                of("Erf", m -> m.node("Erf", "x", "y")),
                of("Relu", m -> m.node("Relu", "x", "y")),
                of("Sigmoid", m -> m.node("Sigmoid", "x", "y")),
                of("Tanh", m -> m.node("Tanh", "x", "y")),
                of(
                        "Cast to integers",
                        m -> m.node("Cast", "x", "i", integer("to", INT64))
                                .node("Cast", "i", "y", integer("to", FLOAT))),
                of(
                        "Cast to booleans",
                        m -> m.node("Cast", "input_ids", "b", integer("to", BOOL))
                                .node("Cast", "b", "y", integer("to", FLOAT))));
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
                                .node("Where", "d s half", "y")));
    }

    private static Stream<Arguments> layouts() {
        return Stream.of(
                of("Reshape copying and opening", m -> m.longs("s", 0, -1).node("Reshape", "x s", "y")),
                of("Reshape by sizes", m -> reshapedBySizes(m).node("Reshape", "x target", "y")),
                of("Flatten", m -> m.node("Flatten", "z", "y", integer("axis", 2))),
                of("Unsqueeze two axes", m -> m.longs("a", 0, -1).node("Unsqueeze", "x a", "y")),
                of("Squeeze", m -> m.longs("a", 2).node("Unsqueeze", "x a", "u").node("Squeeze", "u a", "y")),
                of("Transpose", m -> m.node("Transpose", "z", "y", integers("perm", 0L, 2L, 3L, 1L))),
                of("Transpose, reversing", m -> m.node("Transpose", "x", "y")),
                of("Concat", m -> m.node("Concat", "x x", "y", integer("axis", 1))),
                of("Expand", m -> m.longs("s", 3, 1, 1, 4).node("Expand", "x s", "y")),
                of("Tile", m -> m.longs("r", 1, 2, 3).node("Tile", "x r", "y")),
                of(
                        "Shape, arithmetic on sizes",
                        m -> m.node("Shape", "z", "s")
                                .longs("two", 2)
                                .node("Mul", "s two", "d")
                                .node("Sub", "d s", "e")
                                .node("Div", "d two", "f")
                                .node("Add", "e f", "g")
                                .node("Cast", "g", "y", integer("to", FLOAT))));
    }

    private static Stream<Arguments> indexing() {
        return Stream.of(
                of(
                        "Gather one from the end",
                        m -> m.longs("i", new long[0], -1).node("Gather", "x i", "y", integer("axis", 1))),
                of(
                        "Gather the first",
                        m -> m.longs("i", new long[0], 0).node("Gather", "x i", "y", integer("axis", 1))),
                of(
                        "Gather on the last axis",
                        m -> m.longs("i", 3, 0, -2).node("Gather", "x i", "y", integer("axis", -1))),
                of(
                        "Gather from a vector",
                        m -> m.floats("v", new long[] {ROWS}, numbers(ROWS)).node("Gather", "v input_ids", "y")),
                of(
                        "GatherElements",
                        m -> m.node("Less", "x half", "small")
                                .node("Cast", "small", "i", integer("to", INT64))
                                .node("GatherElements", "x i", "y", integer("axis", -1))),
                of(
                        "GatherElements from the end",
                        m -> m.node("Less", "x half", "small")
                                .node("Cast", "small", "i", integer("to", INT64))
                                .longs("two", 2)
                                .node("Sub", "i two", "n")
                                .node("GatherElements", "x n", "y", integer("axis", -1))),
                of(
                        "Gather on an open axis",
                        m -> m.longs("i", 3, 0, -2).node("Gather", "x i", "y", integer("axis", 1))),
                of(
                        "Slice beyond the end",
                        m -> m.longs("b", 1).longs("e", 100).longs("a", 2).node("Slice", "x b e a", "y")),
                of(
                        "Slice from the end",
                        m -> m.longs("b", -2)
                                .longs("e", Long.MAX_VALUE)
                                .longs("a", 1)
                                .node("Slice", "x b e a", "y")),
                of(
                        "Slice by sizes",
                        m -> m.longs("i", 1)
                                .longs("b", 0)
                                .longs("a", 0)
                                .node("Shape", "input_ids", "s")
                                .node("Gather", "s i", "e")
                                .node("Slice", "table b e a", "y")));
    }

    private static Stream<Arguments> sequences() {
        return Stream.of(
                of(
                        "Range",
                        m -> m.longs("i", new long[0], 1)
                                .longs("zero", new long[0], 0)
                                .node("Shape", "input_ids", "s")
                                .node("Gather", "s i", "n")
                                .node("Range", "zero n i", "r")
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

    private static Stream<Arguments> products() {
        return Stream.of(
                of("MatMul with a matrix", m -> m.node("MatMul", "z square", "y")),
                of("MatMul and Add", m -> m.node("MatMul", "x square", "p").node("Add", "row p", "y")),
                of(
                        "MatMul and Add of a wider vector",
                        m -> m.floats("column", new long[] {4, 1}, 1, 2, 3, 4)
                                .node("MatMul", "x column", "p")
                                .node("Add", "p row", "y")),
                of(
                        "MatMul of stacks",
                        m -> m.node("Transpose", "z", "t", integers("perm", 0L, 1L, 3L, 2L))
                                .node("MatMul", "z t", "y")),
                of(
                        "MatMul of unequal stacks",
                        m -> m.node("Transpose", "x", "t", integers("perm", 0L, 2L, 1L))
                                .longs("a", 1)
                                .node("Unsqueeze", "t a", "u")
                                .node("MatMul", "z u", "y")),
                of(
                        "Gemm",
                        m -> m.longs("i", new long[0], 0)
                                .node("Gather", "x i", "first", integer("axis", 1))
                                .node(
                                        "Gemm",
                                        "first square row",
                                        "y",
                                        integer("transB", 1),
                                        real("alpha", 0.5f),
                                        real("beta", 2))),
                of(
                        "Gemm, first transposed",
                        m -> m.longs("i", new long[0], 0)
                                .node("Gather", "x i", "first", integer("axis", 1))
                                .node("Gemm", "first first", "y", integer("transA", 1))));
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
                                .node("Mul", "f h", "y")));
    }

    private static Arguments of(String name, UnaryOperator<ModelFile> nodes) {
        return Arguments.of(name, nodes);
    }

    private static ModelFile toFloat(ModelFile model) {
        return model.node("Cast", "b", "y", integer("to", FLOAT));
    }

    /** [sequence * 2, batch, 2] spelt the way exporters do. */
    private static ModelFile reshapedBySizes(ModelFile model) {
        return model.longs("zero", new long[0], 0)
                .longs("open", -1)
                .longs("axis", 0)
                .longs("two", 2)
                .node("Shape", "x", "shape")
                .node("Gather", "shape zero", "batch")
                .node("Unsqueeze", "batch axis", "batches")
                .node("Concat", "open batches two", "target", integer("axis", 0));
    }

    private static TensorProto filled(float value) {
        return ModelFile.tensor("", TensorProto.DataType.FLOAT_VALUE, 1)
                .addFloatData(value)
                .build();
    }

    private static float[] numbers(int count) {
        var random = Seeds.stream(3, "numbers", count);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }

    private static ModelFile start() {
        return new ModelFile(17)
                .ids("input_ids")
                .floats("table", new long[] {ROWS, 4}, numbers(ROWS * 4))
                .floats("stack", new long[] {ROWS, 3, 4}, numbers(ROWS * 12))
                .floats("square", new long[] {4, 4}, numbers(16))
                .floats("row", new long[] {4}, 0.5f, -1, 2, 0.25f)
                .floats("half", new long[0], 0.5f)
                .node("Gather", "table input_ids", "x")
                .node("Gather", "stack input_ids", "z");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operators")
    void agreesWithOnnxRuntime(String name, UnaryOperator<ModelFile> nodes) {
        byte[] bytes = nodes.apply(start()).output("y", 2).bytes();
        OnnxModel model = OnnxModel.of(name, bytes);
        try (OnnxGraph graph = Translator.translate(model, OperatorTable.standard());
                ReferenceRuntime runtime = ReferenceRuntime.open(model)) {
            for (ParityCase one : RandomCases.of(graph, runtime, 5)) {
                Map<String, Output> found = graph.run(one.inputs(), List.of("y"));
                assertThat(ParityCheck.difference(found.get("y"), one.outputs().get("y"), one))
                        .isLessThanOrEqualTo(1e-5);
            }
        }
    }
}
