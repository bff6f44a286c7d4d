package org.kd4j.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.models.onnx.ModelFile;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.Output;
import org.kd4j.models.onnx.ParityCase;
import org.kd4j.models.onnx.TeacherFiles;

class AsIsTeacherTest {
    private static final List<String> LABELS = List.of("negative", "neutral", "positive");

    @ParameterizedTest
    @ValueSource(strings = {"bert-opset17", "bert-opset14-hidden"})
    void answersTheLogitsOfTheModel(String model) {
        try (AsIsTeacher teacher = new AsIsTeacher(graph(model), new NumberTokenizer(160, 64), LABELS)) {
            assertThat(teacher.width()).isEqualTo(3);
            for (ParityCase one : TeacherFiles.cases(TeacherFiles.model(model))) {
                long[][] ids = one.inputs().get("input_ids");
                Output logits = one.outputs().get("logits");
                for (int row = 0; row < ids.length; row++) {
                    String text = NumberTokenizer.text(ids[row], one.inputs().get("attention_mask")[row]);
                    float[] expected = Arrays.copyOfRange(logits.values(), row * 3, row * 3 + 3);
                    assertThat(teacher.apply(List.of("7", text, "8 9"))[1]).containsExactly(expected, within(1e-5f));
                }
            }
        }
    }

    @Test
    void rejectsOtherNumberOfLabelsThanLogits() {
        OnnxGraph graph = graph("bert-opset17");
        assertThatThrownBy(() -> new AsIsTeacher(graph, new NumberTokenizer(160, 64), List.of("no", "yes")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("3 logits for 2 labels");
    }

    @Test
    void rejectsATokenizerOfMoreTokensThanEmbeddings() {
        OnnxGraph graph = graph("bert-opset17");
        assertThatThrownBy(() -> new AsIsTeacher(graph, new NumberTokenizer(30_522, 64), LABELS))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll("160", "30522", "teacher.tokenizer");
    }

    @Test
    void rejectsLabelsThatAreFewOrEqual() {
        OnnxGraph graph = graph("bert-opset17");
        for (List<String> labels : List.of(List.of("one"), List.of("a", "b", "a"))) {
            assertThatThrownBy(() -> new AsIsTeacher(graph, new NumberTokenizer(160, 64), labels))
                    .isInstanceOf(InvalidConfig.class)
                    .hasMessageContaining(labels.toString());
        }
    }

    /** The parity check draws some hundred ids of many; the text here names the one that is NaN. */
    @Test
    void rejectsLogitsThatAreNotFinite() {
        int tokens = 100_000;
        float[] table = new float[tokens * 2];
        table[table.length - 1] = -1;
        byte[] model = new ModelFile(13)
                .ids("input_ids")
                .floats("table", new long[] {tokens, 2}, table)
                .longs("axis", 1)
                .node("Gather", "table input_ids", "x")
                .node("Sqrt", "x", "roots")
                .node("ReduceSum", "roots axis", "sums")
                .longs("shape", 0, 2)
                .node("Reshape", "sums shape", "logits")
                .output("logits", 2)
                .bytes();
        OnnxGraph graph = OnnxImport.open("nan.onnx", model, List.of());
        try (AsIsTeacher teacher = new AsIsTeacher(graph, new NumberTokenizer(tokens, 10), List.of("no", "yes"))) {
            assertThatThrownBy(() -> teacher.apply(List.of("1 2", "3 99999")))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContainingAll("NaN", "'3 99999'");
        }
    }

    /** The mean of a text's rows, by hand: padding, which it has no mask for, would count among them. */
    @Test
    void readsNoPaddingIntoAModelWithoutAMask() {
        byte[] model = new ModelFile(13)
                .ids("input_ids")
                .floats("table", new long[] {4, 2}, 5, 5, 1, 2, 3, 6, -1, 4)
                .node("Gather", "table input_ids", "x")
                .node("ReduceMean", "x", "logits", ModelFile.integers("axes", 1L), ModelFile.integer("keepdims", 0))
                .output("logits", 2)
                .bytes();
        OnnxGraph graph = OnnxImport.open("maskless.onnx", model, List.of());
        try (AsIsTeacher teacher = new AsIsTeacher(graph, new NumberTokenizer(4, 10), List.of("no", "yes"))) {
            assertThat(teacher.apply(List.of("1 2 3 1", "1", "2", "1 3")))
                    .isDeepEqualTo(new float[][] {{1, 3.5f}, {1, 2}, {3, 6}, {0, 3}});
        }
    }

    private static OnnxGraph graph(String model) {
        return OnnxImport.open(TeacherFiles.model(model), List.of());
    }
}
