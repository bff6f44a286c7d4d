package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.arbiter.config.AnnotatorConfig;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.core.annotation.Annotations;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.IndividualLabels;
import org.kd4j.core.objective.IndividualLabels.Averaging;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.annotator.AnnotatorStudent;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;

/** What of a configuration reaches the steps of its models. */
class AnnotatorModelsTest {
    private static final TextTask TASK = new TextTask(20, 0, 8, 2);
    private static final Annotators PEOPLE = Annotators.of(List.of("ann", "bob"));
    private static final int[][] TEXTS = {{3, 4}, {5, 6, 7}};
    private static final int[][] ASKED = {{1, 2}, {1, 2}};

    private static PretrainedEncoder start() {
        TransformerSettings settings = TransformerSettings.of(TASK, 2, 8, 2, 16);
        try (TransformerStudent source = TransformerStudent.create(settings, StepSettings.of(new Sgd()), 3)) {
            return source.encoder();
        }
    }

    /** After one step of plain gradient descent. */
    private record Stepped(float[][][] logits, float[] words) {}

    private static Stepped stepped(double headRate, double learningRate, String encoder) {
        AnnotatorConfig config = ConfigTree.read(
                        null,
                        List.of(
                                "data.file=labels.csv",
                                "annotators={model: separate-heads, dropout: 0, unknownShare: 0, headRate: " + headRate
                                        + "}",
                                "annotators.encoder=" + encoder,
                                "training.optimizer={kind: sgd, learningRate: 0.1}",
                                "training.clipNorm=null"))
                .toAnnotatorConfig();
        Batch batch = Batch.of(List.of("a", "b"), TEXTS, new int[2])
                .withAnnotations(new Annotations(ASKED, new int[][] {{0, 1}, {1, 1}}));
        try (AnnotatorModels models = AnnotatorModels.of(config.annotators().encoder(), start(), TASK, PEOPLE);
                AnnotatorStudent student = models.create(config)) {
            student.learn(batch, new IndividualLabels(Averaging.ITEMS), learningRate);
            float[] words =
                    student.encoder().map(own -> copy(own.embeddings().words())).orElse(new float[0]);
            return new Stepped(student.logits(TEXTS, ASKED), words);
        }
    }

    private static float[] copy(FloatBuffer buffer) {
        float[] values = new float[buffer.remaining()];
        buffer.duplicate().get(values);
        return values;
    }

    /** Logits are linear in the weights of the heads. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 3})
    void headRateIsAFactorOnTheStepsOfTheHeads(double rate) {
        String encoder = "{weights: frozen}";
        float[][][] before = stepped(1, 0, encoder).logits();
        float[][][] full = stepped(1, 0.1, encoder).logits();
        float[][][] scaled = stepped(rate, 0.1, encoder).logits();
        for (int item = 0; item < before.length; item++) {
            for (int i = 0; i < 2; i++) {
                for (int c = 0; c < 2; c++) {
                    float step = full[item][i][c] - before[item][i][c];
                    assertThat(Math.abs(step)).isGreaterThan(1e-3f);
                    assertThat(scaled[item][i][c] - before[item][i][c]).isCloseTo((float) rate * step, within(1e-5f));
                }
            }
        }
    }

    @Test
    void headRateLeavesTheEncoderAtItsOwn() {
        String encoder = "{weights: fine-tuned}";
        Stepped full = stepped(1, 0.1, encoder);
        Stepped scaled = stepped(3, 0.1, encoder);
        assertThat(scaled.words())
                .isEqualTo(full.words())
                .isNotEqualTo(stepped(1, 0, encoder).words());
        assertThat(scaled.logits()[0][0]).isNotEqualTo(full.logits()[0][0]);
    }
}
