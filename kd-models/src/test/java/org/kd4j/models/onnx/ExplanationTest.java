package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationTest {

    @Test
    void tellsWhatBecomesOfEveryNode() {
        byte[] bytes = new ModelFile(18)
                .ids("ids")
                .floats("table", new long[] {3, 2}, 1, 2, 3, 4, 5, 7)
                .floats("matrix", new long[] {2, 2}, 1, 2, 3, 4)
                .floats("bias", new long[] {2}, 1, 2)
                .longs("first", 0)
                .longs("open", -1)
                .node("Shape", "ids", "shape")
                .node("Gather", "shape first", "batch")
                .node("Concat", "batch open", "target", ModelFile.integer("axis", 0))
                .node("Gather", "table ids", "x")
                .node("Exp", "x", "unused")
                .node("MatMul", "x matrix", "product")
                .node("Add", "product bias", "y")
                .node("Add", "bias bias", "twice")
                .node("Add", "y twice", "z")
                .node("Reshape", "z target", "flat")
                .output("flat", 2)
                .bytes();
        assertThat(explained(bytes).render()).isEqualTo("""
                        m.onnx, opset 18: 10 nodes

                        operator  nodes  folded  unneeded  translated  not supported  fused into
                        Add           3       1         -           1              -  1 kd4j.Linear
                        Concat        1       1         -           -              -
                        Exp           1       -         1           -              -
                        Gather        2       1         -           1              -
                        MatMul        1       -         -           -              -  1 kd4j.Linear
                        Reshape       1       -         -           1              -
                        Shape         1       1         -           -              -
                        """);
    }

    @Test
    void tellsWhatIsMissingAndWhatHelps() {
        byte[] bytes = new ModelFile(18)
                .ids("ids")
                .floats("table", new long[] {3, 2}, 1, 2, 3, 4, 5, 7)
                .node("Gather", "table ids", "x")
                .node("Celu", "x", "a")
                .node("Celu", "a", "b")
                .node("Det", "b", "c")
                .node("Exp", "c", "y")
                .output("y", 3)
                .bytes();
        assertThat(explained(bytes).withEngine("no").render()).isEqualTo("""
                        m.onnx, opset 18: 5 nodes

                        operator  nodes  folded  unneeded  translated  not supported  fused into
                        Celu          2       -         -           -              2
                        Det           1       -         -           -              1
                        Exp           1       -         -           1              -
                        Gather        1       -         -           1              -

                        Not supported: Celu, Det. Celu: spelt out in older operators by exports for opset 11 or below.

                        Encoder engine: no
                        """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert-opset11", "roberta-opset13", "distilbert-opset13", "deberta-opset13"})
    void countsEveryNodeOnce(String name) {
        OnnxModel model = OnnxModel.read(TeacherFiles.model(name));
        Explanation found = NodeFates.explain(model, OperatorTable.standard());
        assertThat(found.rows().stream().mapToInt(Explanation.Row::nodes).sum())
                .isEqualTo(model.nodes().size());
        assertThat(found.rows()).allMatch(row -> row.unsupported() == 0);
        assertThat(found.rows().stream().mapToInt(Explanation.Row::translated).sum())
                .isLessThanOrEqualTo(SimplifiedModel.of(model, OperatorTable.standard())
                        .nodes()
                        .size());
    }

    private static Explanation explained(byte[] bytes) {
        return NodeFates.explain(OnnxModel.of("m.onnx", bytes), OperatorTable.standard());
    }
}
