package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kd4j.models.onnx.ModelFile.integer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.failure.InvalidInput;

class OnnxImportTest {

    @Test
    void rejectsModelThatDiffersFromExpectedOutputs() {
        List<ParityCase> cases = new ArrayList<>(TeacherFiles.cases(TeacherFiles.model("bert-opset13")));
        Output right = cases.get(2).outputs().get("logits");
        float[] wrong = right.values().clone();
        wrong[4] += 2e-4f;
        cases.set(2, new ParityCase(cases.get(2).inputs(), Map.of("logits", new Output(right.shape(), wrong))));
        assertThatThrownBy(() -> OnnxImport.open(TeacherFiles.model("bert-opset13"), cases))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("bert-opset13.onnx", "output 'logits'", "a difference of ", "at most 1.0E-4");
    }

    @Test
    void rejectsModelThatAnswersNaN() {
        byte[] model = table(13, -1, 1).node("Sqrt", "x", "y").output("y", 3).bytes();
        assertThatThrownBy(() -> OnnxImport.open("nan.onnx", model, List.of()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("a difference of NaN");
    }

    /** The comparison does not read every row of a table. */
    @Test
    void rejectsTablesWithNumbersThatLeadToInfinities() {
        for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -1e30f}) {
            byte[] model = table(13, 1, odd).bytes();
            assertThatThrownBy(() -> OnnxImport.open("odd.onnx", model, List.of()))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("no element should be larger than 1.0E16");
        }
    }

    @Test
    void rejectsCasesOfAnotherModel() {
        List<ParityCase> cases = TeacherFiles.cases(TeacherFiles.model("distilbert-opset13"));
        assertThatThrownBy(() -> OnnxImport.open(TeacherFiles.model("bert-opset13"), cases))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("token_type_ids");
    }

    @Test
    void rejectsFileThatHoldsNoCases() {
        for (String json : List.of(
                "",
                "[]",
                "[{}]",
                "nonsense",
                "[{\"inputs\": {\"x\": [[1], [2, 3]]}, \"outputs\": {}}]",
                "[{\"inputs\": {}, \"outputs\": {\"y\": [[1], [2, 3]]}}]")) {
            assertThatThrownBy(() -> ParityCases.parse("cases.json", json.getBytes(StandardCharsets.UTF_8)))
                    .as(json)
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageStartingWith("cases.json");
        }
    }

    @Test
    void listsAllUnknownOperatorsAtOnce() {
        byte[] model = table(15, 1, 2)
                .node("Celu", "x", "a")
                .node("Celu", "a", "b")
                .node("Det", "b", "y")
                .output("y", 1)
                .bytes();
        assertThatThrownBy(() -> OnnxImport.open("m.onnx", model, List.of()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("opset 15", "Celu (2 nodes), Det (1 nodes)");
    }

    @Test
    void readsConstantsThatAreListsOfNumbers() {
        AttributeProto reals = AttributeProto.newBuilder()
                .setName("value_floats")
                .setType(AttributeProto.AttributeType.FLOATS)
                .addFloats(0.5f)
                .addFloats(2)
                .build();
        byte[] model = table(17, 1, 2)
                .node("Constant", "", "row", reals)
                .node("Constant", "", "axes", ModelFile.integers("value_ints", 0L))
                .node("Add", "x row", "sum")
                .node("Unsqueeze", "sum axes", "y")
                .output("y", 4)
                .bytes();
        try (OnnxGraph graph = OnnxImport.open("m.onnx", model, List.of())) {
            Output found = graph.run(Map.of("input_ids", new long[][] {{1}}), List.of("y"))
                    .get("y");
            assertThat(found.shape()).containsExactly(1, 1, 1, 2);
            assertThat(found.values()).containsExactly(2.5f, 4);
        }
    }

    @Test
    void ignoresNodesThatNoOutputNeeds() {
        byte[] model = table(15, 1, 2).node("Celu", "x", "unused").bytes();
        try (OnnxGraph graph = OnnxImport.open("m.onnx", model, List.of())) {
            assertThat(graph.outputs()).containsExactly("x");
        }
    }

    @Test
    void hasNoOutputThatNothingWasComparedWith() {
        ModelFile model = table(15, 1, 2)
                .node("Cast", "x", "integers", ModelFile.integer("to", TensorProto.DataType.INT64_VALUE))
                .output("integers", TensorProto.DataType.INT64_VALUE, 3);
        try (OnnxGraph graph = OnnxImport.open("m.onnx", model.bytes(), List.of())) {
            assertThat(graph.outputs()).containsExactly("x");
        }
    }

    @Test
    void takesIdsOf32Bits() {
        byte[] model = new ModelFile(15)
                .ids("input_ids", TensorProto.DataType.INT32_VALUE)
                .floats("table", new long[] {2, 1}, 1, 2)
                .node("Gather", "table input_ids", "x")
                .output("x", 3)
                .bytes();
        try (OnnxGraph graph = OnnxImport.open("m.onnx", model, List.of())) {
            Map<String, Output> found = graph.run(Map.of("input_ids", new long[][] {{1, 0}}), List.of("x"));
            assertThat(found.get("x").values()).containsExactly(2, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Erf", "Swish", "Mish", "LeakyRelu", "Elu", "Tanh", "Round", "HardSwish", "Softsign"})
    void rejectsFunctionsOfRealsOnIntegers(String operator) {
        byte[] model = new ModelFile(24)
                .ids("x")
                .node(operator, "x", "a")
                .node("Cast", "a", "y", integer("to", TensorProto.DataType.FLOAT_VALUE))
                .output("y", 2)
                .bytes();
        assertThatThrownBy(() -> OnnxImport.open("m.onnx", model, List.of()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll(operator, "LONG");
    }

    @Test
    void rejectsConstantIndicesOutsideTheirTable() {
        for (long index : new long[] {2, -3, 1L << 40}) {
            byte[] model = table(15, 1, 2)
                    .longs("i", 0, index)
                    .node("Gather", "table i", "y")
                    .output("y", 2)
                    .bytes();
            assertThatThrownBy(() -> OnnxImport.open("m.onnx", model, List.of()))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContainingAll("Gather node 'y'", "of 2 rows");
        }
    }

    @Test
    void rejectsInputsTooShortForTheIndicesOfAnOpenAxis() {
        for (long index : new long[] {4, -5}) {
            byte[] model = table(15, 1, 2)
                    .longs("i", 0, index)
                    .node("Gather", "x i", "y", ModelFile.integer("axis", 1))
                    .output("y", 3)
                    .bytes();
            try (OnnxGraph graph = translated(model)) {
                assertThat(graph.run(Map.of("input_ids", new long[1][5]), List.of("y")))
                        .containsKey("y");
                assertThatThrownBy(() -> graph.run(Map.of("input_ids", new long[1][4]), List.of("y")))
                        .as("index %d", index)
                        .isInstanceOf(InvalidInput.class)
                        .hasMessageContaining("sequence");
            }
        }
    }

    @Test
    void rejectsComputedIndicesOfAnOpenAxis() {
        byte[] model = table(15, 1, 2)
                .node("Gather", "x input_ids", "y", ModelFile.integer("axis", 1))
                .output("y", 4)
                .bytes();
        assertRefused(model, "Gather node 'y'", "the open size sequence");
    }

    @Test
    void rejectsElementIndicesOutsideTheirRow() {
        byte[] model = table(15, 1, 2)
                .node("Cast", "x", "i", ModelFile.integer("to", TensorProto.DataType.INT64_VALUE))
                .node("GatherElements", "x i", "y", ModelFile.integer("axis", 2))
                .output("y", 3)
                .bytes();
        try (OnnxGraph graph = translated(model)) {
            assertThatThrownBy(() -> graph.run(Map.of("input_ids", new long[1][5]), List.of("y")))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("row 1 of a table");
        }
    }

    @Test
    void rejectsMoreInputsThanAnOperatorTakes() {
        assertRefused(table(15, 1, 2).node("Add", "x x x", "y").output("y", 3).bytes(), "Add node 'y'", "3 inputs");
    }

    @Test
    void rejectsOptionalOutputsThatAreNotTranslated() {
        ModelFile model = table(17, 1, 2)
                .floats("one", new long[] {1}, 1)
                .node("LayerNormalization", "x one one", List.of("n", "mean"))
                .output("n", 3);
        byte[] asOutput = model.output("mean", 3).bytes();
        assertRefused(asOutput, "the output 'mean'");
        byte[] asInput = table(17, 1, 2)
                .floats("one", new long[] {1}, 1)
                .node("LayerNormalization", "x one one", List.of("n", "mean"))
                .node("Clip", "x mean", "y")
                .output("y", 3)
                .bytes();
        assertRefused(asInput, "Clip node 'y'", "the input 'mean' has no value");
    }

    @Test
    void rejectsValuesTooLargeToBeMade() {
        ModelFile size = table(15, 1, 2).longs("n", 1L << 28);
        assertRefused(size.node("ConstantOfShape", "n", "y").output("y", 1).bytes(), "268435456 elements");
        ModelFile range = table(15, 1, 2)
                .longs("from", new long[0], 0)
                .longs("to", new long[0], 1L << 28)
                .longs("by", new long[0], 1);
        assertRefused(range.node("Range", "from to by", "y").output("y", 1).bytes(), "268435456 elements");
    }

    @Test
    void rejectsDivisionOfIntegersByWhatMayBeZero() {
        byte[] byInput = table(15, 1, 2)
                .node("Div", "input_ids input_ids", "y")
                .output("y", 2)
                .bytes();
        assertRefused(byInput, "Div node 'y'", "may be zero");
        byte[] byZero = table(15, 1, 2)
                .longs("d", 2, 0)
                .node("Div", "d d", "y")
                .output("y", 1)
                .bytes();
        assertRefused(byZero, "Div node 'y'", "may be zero");
    }

    @Test
    void rejectsMalformedNodesByName() {
        byte[] zero = table(15, 1, 2)
                .longs("s", 0, 0, 0, 0)
                .node("Reshape", "x s", "y")
                .output("y", 4)
                .bytes();
        assertRefused(zero, "Reshape node 'y'", "IndexOutOfBounds");
        byte[] open = table(15, 1, 2)
                .longs("s", -1, -1)
                .node("Reshape", "x s", "y")
                .output("y", 2)
                .bytes();
        assertRefused(open, "Reshape node 'y'", "two open sizes in [-1, -1]");
    }

    @Test
    void rejectsPositionOutsideItsAxis() {
        for (long position : new long[] {2, -3}) {
            byte[] model = table(15, 1, 2)
                    .longs("i", new long[0], position)
                    .node("Gather", "table i", "y")
                    .output("y", 1)
                    .bytes();
            assertThatThrownBy(() -> OnnxImport.open("m.onnx", model, List.of()))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("Gather node 'y'");
        }
    }

    @Test
    void rejectsInputsAndConstantsAsOutputs() {
        byte[] model = table(15, 1, 2).output("table", 2).bytes();
        assertThatThrownBy(() -> OnnxImport.open("m.onnx", model, List.of()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("the output 'table'");
    }

    @Test
    void namesTheNodeThatCannotBeTranslated() {
        byte[] model = table(13, 1, 2)
                .longs("b", 0)
                .longs("e", Long.MAX_VALUE)
                .longs("a", 1)
                .longs("step", 2)
                .node("Slice", "x b e a step", "y")
                .output("y", 3)
                .bytes();
        assertThatThrownBy(() -> OnnxImport.open("m.onnx", model, List.of()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("m.onnx, Slice node 'y' (opset 13)", "steps of 2", "[batch, sequence, 1]");
    }

    /** x = table[input_ids] [batch, sequence, 1] */
    private static ModelFile table(long opset, float... rows) {
        return new ModelFile(opset)
                .ids("input_ids")
                .floats("table", new long[] {rows.length, 1}, rows)
                .node("Gather", "table input_ids", "x")
                .output("x", 3);
    }

    private static OnnxGraph translated(byte[] model) {
        return Translator.translate(OnnxModel.of("m.onnx", model), OperatorTable.standard());
    }

    private static void assertRefused(byte[] model, String... parts) {
        assertThatThrownBy(() -> translated(model))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll(parts);
    }
}
