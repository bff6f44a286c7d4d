package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exports of many families by several exporters, made by families/export_families.py. */
class FamiliesTest {

    static List<Path> models() throws IOException, URISyntaxException {
        Path folder = Path.of(FamiliesTest.class.getResource("/families").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".onnx"))
                    .sorted()
                    .toList();
        }
    }

    /** Against PyTorch's values, and on random cases against ONNX Runtime, each to 1e-4 and on changing shapes. */
    @ParameterizedTest
    @MethodSource("models")
    void agreesWithPyTorchAndOnnxRuntime(Path file) {
        List<ParityCase> cases = ParityCases.read(Path.of(file.toString().replaceFirst("\\.onnx$", ".json")));
        assertThat(cases).hasSize(3);
        Set<String> expected = cases.get(0).outputs().keySet();
        try (OnnxGraph graph = OnnxImport.open(file, cases)) {
            assertThat(graph.outputs()).containsAll(expected);
            assertThat(graph.vocabulary("input_ids")).hasValue(60);
            // The first shape comes back, behind all others.
            ParityCase first = cases.get(0);
            Map<String, Output> again = graph.run(first.inputs(), List.copyOf(expected));
            for (String output : expected) {
                assertThat(ParityCheck.difference(
                                again.get(output), first.outputs().get(output), first))
                        .as(output)
                        .isLessThanOrEqualTo(1e-4);
            }
        }
    }
}
