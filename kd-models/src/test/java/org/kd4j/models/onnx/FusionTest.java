package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FusionTest {

    /**
     * Two layers: a normalisation behind the embeddings and two a layer; one GELU, one attention and six linear layers a
     * layer; pooler and classifier.
     */
    @ParameterizedTest
    @ValueSource(strings = {"bert-opset11", "bert-opset13", "bert-opset17"})
    void recognisesWhatExportersWriteOut(String model) {
        Map<String, Integer> operators = operators(OnnxModel.read(TeacherFiles.model(model)));
        assertThat(operators)
                .containsEntry("LayerNormalization", 5)
                .containsEntry("Gelu", 2)
                .containsEntry(Products.LINEAR, 14)
                .containsEntry(Attention.OPERATOR, 2)
                .doesNotContainKeys("ReduceMean", "Erf", "Pow", "MatMul", "Softmax", "Gemm", "Shape");
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

    /** Of squares by products, roots by powers, and divisions by reciprocals. */
    @ParameterizedTest
    @ValueSource(strings = {"Mul c c|Sqrt sum", "Pow c two|Pow sum half", "Pow again two|Sqrt sum"})
    void recognisesLayerNormHoweverSpelt(String spelling) {
        String[] square = spelling.split("\\|")[0].split(" ", 2);
        String[] root = spelling.split("\\|")[1].split(" ", 2);
        for (long axis : List.of(-1L, 2L)) {
            for (String inverse : List.of("Reciprocal deviation", "Div one deviation")) {
                ModelFile file = embedded()
                        .longs("axes", axis)
                        .node("ReduceMean", "x axes", "mean")
                        .node("Sub", "x mean", "c")
                        .node("Sub", "x mean", "again")
                        .node(square[0], square[1], "square")
                        .node("ReduceMean", "square axes", "variance")
                        .node("Add", "epsilon variance", "sum")
                        .node(root[0], root[1], "deviation")
                        .node(inverse.split(" ")[0], inverse.split(" ", 2)[1], "inverse")
                        .node("Mul", "inverse c", "normal")
                        .node("Mul", "row normal", "scaled")
                        .node("Add", "row scaled", "y")
                        .output("y", 3);
                assertBecomes(file, "LayerNormalization", spelling + " " + axis + " " + inverse);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mul x half a|Mul root x b|Erf b e|Add one e g|Mul g a y",
                "Div x sqrt2 b|Erf b e|Add e one g|Mul half g a|Mul a x y",
                "Div x sqrt2 b|Erf b e|Add e one g|Mul x g a|Div a two y"
            })
    void recognisesGeluByErfInAnyOrder(String nodes) {
        assertBecomes(written(nodes), "Gelu", nodes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Pow x three q|Mul cubic q r|Add x r s|Mul s pi t|Tanh t h|Add h one g|Mul x half a|Mul a g y",
                "Mul x x q|Mul q x c|Mul c cubic r|Add r x s|Mul pi s t|Tanh t h|Add one h g|Mul g x a|Mul a half y",
                "Mul x x q|Mul q cubic r|Add r one s|Mul x pi p|Mul p s t|Tanh t h|Add h one g|Mul half x a|Mul g a y"
            })
    void recognisesGeluByTanhInAnyOrder(String nodes) {
        assertBecomes(written(nodes), "Gelu", nodes);
    }

    @Test
    void leavesWhatOnlyLooksLikeAGeluAlone() {
        for (String nodes : List.of(
                "Div x two b|Erf b e|Add e one g|Mul x g a|Mul a half y",
                "Div x sqrt2 b|Erf b e|Add e one g|Mul x g a|Mul a two y",
                "Div x sqrt2 b|Erf b e|Add e one g|Mul g g a|Mul a half y",
                "Pow x three q|Mul half q r|Add x r s|Mul s pi t|Tanh t h|Add h one g|Mul x half a|Mul a g y")) {
            assertThat(operators(OnnxModel.of(nodes, written(nodes).bytes())))
                    .as(nodes)
                    .doesNotContainKey("Gelu");
        }
    }

    @Test
    void makesOneLinearLayerOfAGemmOnFlattenedRows() {
        ModelFile file = embedded()
                .floats("weight", new long[] {3, 2}, 1, 2, 3, 4, 5, 6)
                .floats("bias", new long[] {3}, 7, 8, 9)
                .longs("flat", -1, 2)
                .node("Reshape", "x flat", "rows")
                .node("Gemm", "rows weight bias", "product", ModelFile.integer("transB", 1))
                .node("Shape", "x", "shape")
                .node("Gather", "shape lead", "stack")
                .node("Concat", "stack width", "target", ModelFile.integer("axis", 0))
                .node("Reshape", "product target", "y")
                .longs("lead", 0, 1)
                .longs("width", 3)
                .output("y", 3);
        assertThat(operators(OnnxModel.of("m.onnx", file.bytes())))
                .containsOnlyKeys("Gather", Products.LINEAR)
                .containsEntry(Products.LINEAR, 1);
        OnnxImport.open("m.onnx", file.bytes(), List.of()).close();
    }

    /** A transpose of a weight is reckoned first, so that the product is one with a constant. */
    @Test
    void makesALinearLayerOfAnExportWithoutFoldedConstants() {
        ModelFile file = embedded()
                .floats("weight", new long[] {3, 2}, 1, 2, 3, 4, 5, 6)
                .floats("bias", new long[] {3}, 7, 8, 9)
                .node("Transpose", "weight", "transposed")
                .node("MatMul", "x transposed", "product")
                .node("Add", "bias product", "y")
                .output("y", 3);
        OnnxModel model = OnnxModel.of("m.onnx", file.bytes());
        assertThat(operators(model)).containsOnlyKeys("Gather", Products.LINEAR);
        assertThat(SimplifiedModel.of(model, OperatorTable.standard()).folded()).containsEntry("Transpose", 1);
        OnnxImport.open("m.onnx", file.bytes(), List.of()).close();
    }

    /** x [batch, sequence, 2], and numbers that formulas need. */
    private static ModelFile embedded() {
        return new ModelFile(18)
                .ids("ids")
                .floats("table", new long[] {3, 2}, 1, 2, 3, -0.7f, -5, 0.4f)
                .floats("row", new long[] {2}, 1, 2)
                .floats("one", new long[0], 1)
                .floats("two", new long[0], 2)
                .floats("three", new long[0], 3)
                .floats("half", new long[0], 0.5f)
                .floats("root", new long[0], (float) Math.sqrt(0.5))
                .floats("sqrt2", new long[0], (float) Math.sqrt(2))
                .floats("pi", new long[0], (float) Math.sqrt(2 / Math.PI))
                .floats("cubic", new long[0], 0.044715f)
                .floats("epsilon", new long[0], 1e-5f)
                .node("Gather", "table ids", "x");
    }

    /** Nodes from x to y, each of an operator, its inputs and its output. */
    private static ModelFile written(String nodes) {
        ModelFile file = embedded();
        for (String node : nodes.split("\\|")) {
            int inputs = node.indexOf(' ');
            int output = node.lastIndexOf(' ');
            file.node(node.substring(0, inputs), node.substring(inputs + 1, output), node.substring(output + 1));
        }
        return file.output("y", 3);
    }

    private static void assertBecomes(ModelFile file, String operator, String what) {
        byte[] bytes = file.bytes();
        assertThat(operators(OnnxModel.of(what, bytes))).as(what).containsOnlyKeys("Gather", operator);
        OnnxImport.open(what, bytes, List.of()).close();
    }

    private static Map<String, Integer> operators(OnnxModel model) {
        Map<String, Integer> counts = new HashMap<>();
        SimplifiedModel.of(model, OperatorTable.standard())
                .nodes()
                .forEach(node -> counts.merge(node.operator(), 1, Integer::sum));
        return counts;
    }
}
