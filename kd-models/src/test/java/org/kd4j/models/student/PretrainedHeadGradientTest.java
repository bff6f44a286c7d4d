package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.HardLabels;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.PretrainedHead;
import org.kd4j.models.onnx.GradientCases;
import org.kd4j.models.onnx.HeadSearch;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.PretrainedEncoder;

/** Exported classifiers that go on with their own heads, against PyTorch's gradients. */
class PretrainedHeadGradientTest {
    private static final TextTask TASK = new TextTask(60, 0, 10, 3);

    /** A plain step at rate 1 moves each number by its gradient. */
    @ParameterizedTest
    @CsvSource({
        "electra, head.inner, classifier.dense",
        "electra, head.logits, classifier.out_proj",
        "electra, embeddings.words, electra.embeddings.word_embeddings",
        "albert, head.inner, albert.pooler",
        "albert, head.logits, classifier",
        "albert, embeddings.words, albert.embeddings.word_embeddings"
    })
    void stepsDownPyTorchsGradient(String family, String part, String name) throws Exception {
        List<JsonNode> cases = GradientCases.all().stream()
                .filter(one -> one.get("model").asText().contains(family))
                .filter(one -> one.get("head").asText().equals("own"))
                .toList();
        assertThat(cases).hasSize(3);
        for (JsonNode one : cases) {
            Batch batch = GradientCases.batch(one);
            try (OnnxGraph graph = OnnxImport.open(GradientCases.file(one), List.of());
                    TransformerStudent student = student(graph)) {
                GradientCases.assertLogits(one, student.logits(batch.tokens()));
                Map<String, float[]> before = parts(student, part);

                assertThat(student.learn(batch, new HardLabels(), 1.0))
                        .isCloseTo(one.get("loss").asDouble(), within(1e-5));

                parts(student, part).forEach((own, after) -> {
                    double[] gradient = IntStream.range(0, after.length)
                            .mapToDouble(i -> (double) before.get(own)[i] - after[i])
                            .toArray();
                    String kind = own.equals(part) ? ".weight" : own.substring(part.length());
                    GradientCases.assertGradient(one, "m." + name + kind, gradient);
                });
            }
        }
    }

    private static TransformerStudent student(OnnxGraph graph) {
        PretrainedEncoder encoder = graph.pretrained();
        PretrainedHead head = ((HeadSearch.Found) graph.pretrainedHead()).head();
        TransformerSettings settings =
                TransformerSettings.of(TASK, encoder).like(head).withDropout(0);
        return TransformerStudent.create(settings, StepSettings.of(new Sgd()), 1)
                .startingFrom(encoder)
                .startingFrom(head);
    }

    /** A table, or weights, output by output, and bias of a layer. */
    private static Map<String, float[]> parts(TransformerStudent student, String part) {
        return student.parts().stream()
                .map(ParameterPart::name)
                .filter(own -> own.equals(part) || own.startsWith(part + "."))
                .collect(Collectors.toMap(own -> own, student::part));
    }
}
