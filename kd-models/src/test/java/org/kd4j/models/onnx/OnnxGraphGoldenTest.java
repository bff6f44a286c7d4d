package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exports of several families and opsets against the values PyTorch gave for them. */
class OnnxGraphGoldenTest {

    static List<Path> models() {
        return TeacherFiles.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void answersWhatPyTorchDid(Path file) {
        List<ParityCase> cases = new ArrayList<>(TeacherFiles.cases(file));
        cases.add(cases.get(0));
        try (OnnxGraph graph = Translator.translate(OnnxModel.read(file), OperatorTable.standard())) {
            for (ParityCase one : cases) {
                List<String> names = List.copyOf(one.outputs().keySet());
                Map<String, Output> found = graph.run(one.inputs(), names);
                for (String name : names) {
                    assertClose(found.get(name), one.outputs().get(name), file.getFileName() + " " + name);
                }
            }
        }
    }

    private static void assertClose(Output found, Output expected, String what) {
        assertThat(found.shape()).as(what).isEqualTo(expected.shape());
        for (int i = 0; i < expected.values().length; i++) {
            assertThat(found.values()[i]).as("%s, element %d", what, i).isCloseTo(expected.values()[i], within(1e-4f));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void agreesWithOnnxRuntimeOnRandomInputs(Path file) {
        try (OnnxGraph graph = OnnxImport.open(file, List.of())) {
            assertThat(graph.outputs()).contains("logits");
        }
    }
}
