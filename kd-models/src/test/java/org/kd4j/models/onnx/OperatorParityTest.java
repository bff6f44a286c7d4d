package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kd4j.models.onnx.ModelFile.integer;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.seed.Seeds;

/**
 * Single operators against ONNX Runtime, several times in one session and with changing shapes: on x [batch, sequence,
 * 4] and z [batch, sequence, 3, 4] of which every element differs, on the integers n [batch, sequence] from -20 to 19,
 * and on the sizes of the inputs.
 */
abstract class OperatorParityTest {
    static final int ROWS = 40;
    static final long FLOAT = TensorProto.DataType.FLOAT_VALUE;
    static final long DOUBLE = TensorProto.DataType.DOUBLE_VALUE;
    static final long INT32 = TensorProto.DataType.INT32_VALUE;
    static final long INT64 = TensorProto.DataType.INT64_VALUE;
    static final long BOOL = TensorProto.DataType.BOOL_VALUE;

    /** The newest opset in which axes of reductions are attributes. */
    static final long ATTRIBUTES = 17;

    /** A model of opset 17 whose output is y. */
    static Arguments of(String name, UnaryOperator<ModelFile> nodes) {
        return of(name, ATTRIBUTES, nodes);
    }

    static Arguments of(String name, long opset, UnaryOperator<ModelFile> nodes) {
        return Arguments.of(name + ", opset " + opset, opset, nodes);
    }

    /** The value b as the model's output. */
    static ModelFile toFloat(ModelFile model) {
        return model.node("Cast", "b", "y", integer("to", FLOAT));
    }

    /** A node of the values that {@code inputs} name, all cast to a type, and its result cast back to floats. */
    static ModelFile typed(ModelFile model, long type, String inputs, UnaryOperator<ModelFile> node) {
        for (String input : inputs.split(" ")) {
            model.node("Cast", input, input + "_", integer("to", type));
        }
        return toFloat(node.apply(model));
    }

    static float[] numbers(int count) {
        var random = Seeds.stream(3, "numbers", count);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }

    private static ModelFile start(long opset) {
        return new ModelFile(opset)
                .ids("input_ids")
                .floats("table", new long[] {ROWS, 4}, numbers(ROWS * 4))
                .floats("stack", new long[] {ROWS, 3, 4}, numbers(ROWS * 12))
                .floats("square", new long[] {4, 4}, numbers(16))
                .floats("row", new long[] {4}, 0.5f, -1, 2, 0.25f)
                .floats("half", new long[0], 0.5f)
                .longs("twenty", new long[0], 20)
                .node("Gather", "table input_ids", "x")
                .node("Gather", "stack input_ids", "z")
                .node("Sub", "input_ids twenty", "n");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operators")
    void agreesWithOnnxRuntime(String name, long opset, UnaryOperator<ModelFile> nodes) {
        byte[] bytes = nodes.apply(start(opset)).output("y", 0).bytes();
        OnnxModel model = OnnxModel.of(name, bytes);
        try (OnnxGraph graph = Translator.translate(model, OperatorTable.standard());
                ReferenceRuntime runtime = ReferenceRuntime.open(model)) {
            for (ParityCase one : RandomCases.of(graph, runtime, 5)) {
                Map<String, Output> found = graph.run(one.inputs(), List.of("y"));
                Output expected = one.outputs().get("y");
                assertThat(ParityCheck.difference(found.get("y"), expected, one))
                        .isLessThanOrEqualTo(1e-6 * Math.max(10, largest(expected)));
            }
        }
    }

    private static float largest(Output output) {
        float largest = 0;
        for (float value : output.values()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
