package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The hidden states by number, of exports that do not name them, against what PyTorch calls by that number. */
class HiddenStatesGoldenTest {
    private static final String NAMING = "-opset14-hidden.onnx";

    /** Exports of one model differ in opset and outputs alone. */
    static Stream<Path> models() {
        return Stream.concat(TeacherFiles.all().stream(), TeacherFiles.encoders().stream());
    }

    /** Those of which a file holds the hidden states. */
    static Stream<Path> modelsWithStates() {
        return models().filter(model -> !cases(model).isEmpty());
    }

    private static List<ParityCase> cases(Path model) {
        List<ParityCase> own = TeacherFiles.cases(model);
        if (own.get(0).outputs().containsKey("hidden_states.0")) {
            return own;
        }
        Path naming = Path.of(model.toString().replaceFirst("-opset\\d+\\.onnx$", NAMING));
        return Files.exists(naming) ? TeacherFiles.cases(naming) : List.of();
    }

    @ParameterizedTest
    @MethodSource("modelsWithStates")
    void areThoseOfTransformers(Path file) {
        try (OnnxGraph graph = Translator.translate(OnnxModel.read(file), OperatorTable.standard())) {
            List<ParityCase> cases = cases(file);
            for (ParityCase one : cases) {
                List<String> names = List.copyOf(one.outputs().keySet());
                assertThat(graph.outputs()).containsExactlyInAnyOrderElementsOf(names);
                Map<String, Output> found = graph.run(one.inputs(), names);
                for (String name : names) {
                    assertThat(ParityCheck.difference(
                                    found.get(name), one.outputs().get(name), one))
                            .as("%s %s", file.getFileName(), name)
                            .isLessThan(1e-5);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void agreeWithOnnxRuntime(Path file) {
        try (OnnxGraph graph = OnnxImport.open(file, List.of())) {
            assertThat(graph.outputs())
                    .containsExactlyInAnyOrder("logits", "hidden_states.0", "hidden_states.1", "hidden_states.2");
        }
    }
}
