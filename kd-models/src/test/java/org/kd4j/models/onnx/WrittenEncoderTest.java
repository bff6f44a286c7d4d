package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What proves weights without the CPU engine, against exports of PyTorch. */
class WrittenEncoderTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "teachers/bert-opset14-hidden",
                "teachers/distilbert-opset13",
                "teachers/roberta-opset13",
                "encoders/albert-sdpa-opset17-unfolded",
                "encoders/xlmr-eager-opset18-unfolded"
            })
    void agreesWithTheGraphUntilAWeightIsAnother(String name) throws Exception {
        Path file = Path.of(WrittenEncoderTest.class
                .getResource("/golden/" + name + ".onnx")
                .toURI());
        try (OnnxGraph graph = OnnxImport.open(file, List.of())) {
            EncoderForm form = ((EncoderSearch.Found) graph.encoder()).form();
            PretrainedEncoder weights = new EncoderWeights(graph.sameDiff(), form.plan())
                    .pretrained()
                    .copied();
            WrittenEncoder written = new WrittenEncoder(graph, form);

            assertThat(written.disagreement(weights)).isEmpty();

            FloatBuffer bias =
                    weights.blocks().get(weights.blocks().size() - 1).down().bias();
            bias.put(0, bias.get(0) + 1);
            Optional<Disagreement> found = written.disagreement(weights);
            assertThat(found).isPresent();
            assertThat(found.get().output()).startsWith("hidden_states.");
        }
    }
}
