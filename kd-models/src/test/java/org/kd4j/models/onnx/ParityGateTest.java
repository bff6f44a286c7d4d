package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.models.onnx.Disagreement.NodeDifference;

class ParityGateTest {

    /** The first node, the last and some between. Few faults stay below the tolerance. */
    @ParameterizedTest
    @ValueSource(strings = {"bert-opset14-hidden", "roberta-opset13", "distilbert-opset13"})
    void namesTheNodeThatIsWrong(String name) {
        List<String> nodes = floats(name);
        int last = nodes.size() - 1;
        int visible = 0;
        for (int i = 0; i <= 4; i++) {
            String node = nodes.get(i * last / 4);
            ParityReport report = compared(name, FaultyTable.at(node, FaultyTable.BENT), List.of(), true);
            Optional<String> found =
                    report.disagreement().flatMap(Disagreement::firstNode).map(NodeDifference::output);
            if (!report.agrees()) {
                visible++;
                assertThat(found).as("fault at %s", node).contains(node);
            } else {
                assertThat(i).as("fault at %s", node).isBetween(1, 3);
            }
        }
        assertThat(visible).isGreaterThanOrEqualTo(4);
    }

    /** One linear layer of the second block; the graph is right in its first two runs. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void namesANodeThatIsWrongFromALaterRunOn(int runs) {
        String node = "/m/bert/encoder/layer.1/intermediate/dense/Add_output_0";
        OperatorTable table = FaultyTable.at(node, FaultyTable.bentAfter(runs));
        Disagreement found =
                compared("bert-opset13", table, List.of(), true).disagreement().orElseThrow();
        assertThat(found.run()).isEqualTo(runs + 1);
        assertThat(found.firstNode().orElseThrow().output()).isEqualTo(node);
    }

    @Test
    void saysWhichNodeDiffersHowMuchInWhichRun() {
        String node = "/m/bert/encoder/layer.0/output/LayerNorm/Add_1_output_0";
        OperatorTable table =
                FaultyTable.at(node, (graph, x) -> x.add(graph.math().tanh(x).mul(0.01)));
        ParityReport report = compared("bert-opset13", table, List.of(), true);
        Disagreement found = report.disagreement().orElseThrow();
        NodeDifference first = found.firstNode().orElseThrow();
        assertThat(found.output()).isEqualTo("hidden_states.1");
        assertThat(first.operator()).isEqualTo("LayerNormalization");
        assertThat(first.difference()).isBetween(0.008, 0.01);
        assertThat(report.maxAbsDiff()).isEqualTo(found.difference());
        assertThatThrownBy(report::requireAgreement)
                .isInstanceOf(InvalidInput.class)
                .hasMessageContainingAll(
                        "output 'hidden_states.1'",
                        "from ONNX Runtime in run 1 (inputs of shape [2, 9])",
                        "the first node that differs is LayerNormalization '" + node + "', by ",
                        "at most 1.0E-4");
    }

    @Test
    void namesTheFirstOutputWhereNoRuntimeIsAsked() {
        String name = "bert-opset14-hidden";
        List<ParityCase> cases = TeacherFiles.cases(TeacherFiles.model(name));
        List<String> nodes = floats(name);
        for (String node : List.of(nodes.get(0), nodes.get(nodes.size() - 1))) {
            Disagreement found = compared(name, FaultyTable.at(node, FaultyTable.BENT), cases, false)
                    .disagreement()
                    .orElseThrow();
            assertThat(found.firstNode()).isEmpty();
            assertThat(found.reference()).isEqualTo("the expected outputs");
            assertThat(found.output()).isEqualTo(node.equals("logits") ? "logits" : "hidden_states.0");
        }
    }

    @Test
    void saysThatTheCasesAreToBlameWhereTheRuntimeAgrees() {
        List<ParityCase> cases = new ArrayList<>(TeacherFiles.cases(TeacherFiles.model("bert-opset13")));
        Output right = cases.get(0).outputs().get("logits");
        float[] wrong = right.values().clone();
        wrong[1] += 1;
        cases.set(0, new ParityCase(cases.get(0).inputs(), Map.of("logits", new Output(right.shape(), wrong))));
        ParityReport report = compared("bert-opset13", OperatorTable.standard(), cases, true);
        Disagreement found = report.disagreement().orElseThrow();
        assertThat(found.runtimeAgrees()).isTrue();
        assertThat(found.firstNode()).isEmpty();
        assertThat(report.maxAbsDiff()).isBetween(0.999, 1.001);
    }

    @Test
    void wantsCasesOfTwoShapesWhereNoRuntimeIsAsked() {
        List<ParityCase> cases = TeacherFiles.cases(TeacherFiles.model("bert-opset13"));
        assertThatThrownBy(() -> compared("bert-opset13", OperatorTable.standard(), cases.subList(0, 1), false))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("cases of one shape only, [4, 17]");
        ParityReport two = compared("bert-opset13", OperatorTable.standard(), cases.subList(0, 2), false);
        assertThat(two.agrees()).isTrue();
        assertThat(two.cases()).isEqualTo(2);
        assertThat(compared("bert-opset13", OperatorTable.standard(), cases.subList(0, 1), true)
                        .agrees())
                .isTrue();
    }

    private static ParityReport compared(String name, OperatorTable table, List<ParityCase> cases, boolean runtime) {
        OnnxModel model = OnnxModel.read(TeacherFiles.model(name));
        Translation translation = Translator.trace(model, table);
        try {
            return new ParityGate(model, translation, runtime).compare(cases);
        } finally {
            translation.graph().close();
        }
    }

    /** The names of the values that the graph computes and that are no integers, in order. */
    private static List<String> floats(String name) {
        return Translator.trace(OnnxModel.read(TeacherFiles.model(name)), OperatorTable.standard()).nodes().stream()
                .filter(traced -> traced.values().values().stream()
                        .anyMatch(value -> value.type().isFPType()))
                .map(traced -> traced.node().name())
                .toList();
    }
}
