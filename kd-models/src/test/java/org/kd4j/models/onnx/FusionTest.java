package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FusionTest {

    /** Two layers: a normalisation behind the embeddings and two a layer, one GELU and six linear layers a layer. */
    @ParameterizedTest
    @ValueSource(strings = {"bert-opset11", "bert-opset13", "bert-opset17"})
    void recognisesWhatExportersWriteOut(String model) {
        Map<String, Integer> operators = operators(OnnxModel.read(TeacherFiles.model(model)));
        assertThat(operators)
                .containsEntry("LayerNormalization", 5)
                .containsEntry("Gelu", 2)
                .containsEntry(Products.LINEAR, 12)
                .containsEntry("MatMul", 4)
                .doesNotContainKeys("ReduceMean", "Erf", "Pow");
    }

    @Test
    void leavesAMeanOverAnotherAxisAlone() {
        byte[] model = new ModelFile(13)
                .ids("ids")
                .floats("table", new long[] {3, 2}, 1, 2, 3, 4, 5, 7)
                .floats("two", new long[0], 2)
                .floats("epsilon", new long[0], 1e-5f)
                .floats("row", new long[] {2}, 1, 2)
                .node("Gather", "table ids", "x")
                .node("ReduceMean", "x", "mean", ModelFile.integers("axes", 1L))
                .node("Sub", "x mean", "c")
                .node("Pow", "c two", "square")
                .node("ReduceMean", "square", "variance", ModelFile.integers("axes", -1L))
                .node("Add", "variance epsilon", "sum")
                .node("Sqrt", "sum", "deviation")
                .node("Div", "c deviation", "normal")
                .node("Mul", "normal row", "scaled")
                .node("Add", "scaled row", "y")
                .output("y", 3)
                .bytes();
        assertThat(operators(OnnxModel.of("m.onnx", model))).doesNotContainKey("LayerNormalization");
    }

    private static Map<String, Integer> operators(OnnxModel model) {
        Map<String, Integer> counts = new HashMap<>();
        Translator.simplified(model).forEach(node -> counts.merge(node.operator(), 1, Integer::sum));
        return counts;
    }
}
