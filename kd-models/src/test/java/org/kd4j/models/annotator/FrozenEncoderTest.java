package org.kd4j.models.annotator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.annotation.Annotations;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.HardLabels;
import org.kd4j.core.objective.IndividualLabels;
import org.kd4j.core.objective.IndividualLabels.Averaging;
import org.kd4j.core.objective.LabelWeights;
import org.kd4j.core.training.Adam;
import org.kd4j.core.training.BatchOrder;
import org.kd4j.core.training.Checkpoints;
import org.kd4j.core.training.EpochResult;
import org.kd4j.core.training.Schedule;
import org.kd4j.core.training.StepSettings;
import org.kd4j.core.training.Trainer;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.student.PartRates;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerPart;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;

/** Models of annotators on an encoder that does not learn, held against those on one of which all parts are frozen. */
class FrozenEncoderTest {
    private static final TransformerSettings ENCODER =
            TransformerSettings.of(new TextTask(30, 0, 8, 3), 2, 12, 3, 16).withDropout(0);
    private static final StepSettings STEPS = StepSettings.of(Adam.standard());
    private static final IndividualLabels ITEMS = new IndividualLabels(Averaging.ITEMS);
    private static final int[][] TEXTS = {{3, 4, 5}, {6, 7, 8, 9, 10}, {11}, {12, 13}};
    private static final int[][] ASKED = {{0, 1, 2, 3}, {0, 1, 2, 3}, {0, 1, 2, 3}, {0, 1, 2, 3}};

    @TempDir
    private Path folder;

    private TransformerStudent source;
    private PretrainedEncoder weights;
    private FrozenEncoder frozen;

    @BeforeEach
    void make() {
        source = TransformerStudent.create(ENCODER, STEPS, 9);
        // Vectors that differ from text to text, as those of an encoder that was trained do.
        float[] words = source.vector().get("embeddings.words");
        IntStream.range(0, words.length).forEach(i -> words[i] *= 50);
        source.vector().set("embeddings.words", words);
        weights = source.encoder();
        frozen = FrozenEncoder.of(ENCODER, weights);
    }

    @AfterEach
    void close() {
        frozen.close();
        source.close();
    }

    static List<AnnotatorSettings.Model> models() {
        return AnnotatorStudentTest.models();
    }

    private static AnnotatorSettings settings(AnnotatorSettings.Model model) {
        Annotators annotators = new Annotators(List.of("ann", "bob", "cy"), Map.of("age", List.of("old", "young", "")));
        return new AnnotatorSettings(annotators, 3, model, 0.3);
    }

    private static Batch batch() {
        Annotations given =
                new Annotations(new int[][] {{1, 2, 3}, {2}, {1, 3}, {3}}, new int[][] {{0, 1, 2}, {2}, {1, 1}, {0}});
        return Batch.of(List.of("a", "b", "c", "d"), TEXTS, new int[4]).withAnnotations(given);
    }

    @ParameterizedTest
    @MethodSource("models")
    void learnsAsOneOfWhichTheEncoderIsFrozen(AnnotatorSettings.Model model) {
        PartRates rates =
                new PartRates(List.of(TransformerPart.parse("embeddings"), TransformerPart.parse("layers 1-2")), 1);
        StepSettings headOnly = rates.over(STEPS, ENCODER.encoder());
        try (AnnotatorStudent one = AnnotatorStudent.create(settings(model), frozen, 0, STEPS, 5);
                AnnotatorStudent other = AnnotatorStudent.create(settings(model), ENCODER, weights, headOnly, 5)) {
            for (int step = 0; step < 10; step++) {
                double loss = one.learn(batch(), ITEMS, 0.01);
                assertThat(loss).isCloseTo(other.learn(batch(), ITEMS, 0.01), within(1e-5));
            }
            assertSame(one.logits(TEXTS, ASKED), other.logits(TEXTS, ASKED));
            assertThat(one.parameters()).isEqualTo(other.parameters());
        }
    }

    private static void assertSame(float[][][] some, float[][][] others) {
        for (int item = 0; item < some.length; item++) {
            for (int i = 0; i < some[item].length; i++) {
                assertThat(some[item][i]).containsExactly(others[item][i], within(1e-4f));
            }
        }
    }

    /** The file has the encoder too, so that it is all that it takes to answer. */
    @ParameterizedTest
    @MethodSource("models")
    void isSavedWithItsEncoder(AnnotatorSettings.Model model) {
        Path file = folder.resolve("model.safetensors");
        float[][][] answers;
        try (AnnotatorStudent student = AnnotatorStudent.create(settings(model), frozen, 0.1, STEPS, 5)) {
            student.learn(batch(), ITEMS, 0.01);
            answers = student.logits(TEXTS, ASKED);
            student.save(file);
        }
        try (AnnotatorStudent loaded = AnnotatorStudent.load(file, settings(model), ENCODER, STEPS)) {
            assertSame(loaded.logits(TEXTS, ASKED), answers);
        }
    }

    @Test
    void answersWithWhatItKnows() {
        float[] vector = new float[12];
        Arrays.fill(vector, 0.25f);
        float[] before = frozen.pooled(TEXTS);

        assertThat(before).containsExactly(source.pooled(TEXTS), within(1e-6f));
        frozen.know(new int[] {11}, vector);
        float[] after = frozen.pooled(TEXTS);
        assertThat(Arrays.copyOfRange(after, 24, 36)).containsExactly(vector);
        assertThat(Arrays.copyOfRange(after, 0, 24)).containsExactly(Arrays.copyOfRange(before, 0, 24));
        assertThat(frozen.fingerprint())
                .isEqualTo(FrozenEncoder.of(ENCODER, weights).fingerprint());
    }

    @ParameterizedTest
    @EnumSource(Pooling.class)
    void itsVectorsAreTheSameWhateverTheClasses(Pooling pooling) {
        TransformerSettings three = ENCODER.withPooling(pooling);
        TransformerSettings five = TransformerSettings.of(new TextTask(30, 0, 8, 5), weights)
                .withPooling(pooling)
                .withHead(HeadKind.TANH);
        try (FrozenEncoder one = FrozenEncoder.of(three, weights);
                FrozenEncoder other = FrozenEncoder.of(five, weights)) {
            assertThat(other.pooled(TEXTS)).containsExactly(one.pooled(TEXTS));
            assertThat(other.fingerprint()).isEqualTo(one.fingerprint());
            assertThat(one.fingerprint().equals(frozen.fingerprint())).isEqualTo(pooling == ENCODER.pooling());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"embeddings.words", "layers.1.output.weight"})
    void otherWeightsAreAnotherEncoder(String part) {
        float[] values = source.vector().get(part);
        values[values.length - 1] += 0.5f;
        source.vector().set(part, values);
        try (FrozenEncoder other = FrozenEncoder.of(ENCODER, source.encoder())) {
            assertThat(other.fingerprint()).isNotEqualTo(frozen.fingerprint());
        }
    }

    /** Dropout and hidden annotators are drawn from the step's own stream. */
    @ParameterizedTest
    @MethodSource("models")
    void continuesFromItsState(AnnotatorSettings.Model model) {
        AnnotatorSettings settings = settings(model);
        Trainer trainer = new Trainer(4, 0.01, new Schedule.Constant(0));
        BatchOrder order = BatchOrder.shuffled(4, 2, 1);
        float[][][] whole;
        try (AnnotatorStudent student = AnnotatorStudent.create(settings, frozen, 0.3, STEPS, 5)) {
            trainer.train(student, batch(), order, ITEMS, epoch -> {});
            whole = student.logits(TEXTS, ASKED);
        }
        Trainer keeping = trainer.with(new Checkpoints(folder, 1, Duration.ZERO, "same"));
        try (AnnotatorStudent student = AnnotatorStudent.create(settings, frozen, 0.3, STEPS, 5)) {
            assertThatThrownBy(() -> keeping.train(student, batch(), order, ITEMS, new PowerCut()))
                    .isInstanceOf(IllegalStateException.class);
        }
        try (AnnotatorStudent student = AnnotatorStudent.create(settings, frozen, 0.3, STEPS, 5)) {
            keeping.train(student, batch(), order, ITEMS, epoch -> {});
            assertThat(student.logits(TEXTS, ASKED)).isDeepEqualTo(whole);
        }
    }

    private static final class PowerCut implements Trainer.EpochListener {
        @Override
        public void finished(EpochResult result) {
            // What ended does not matter.
        }

        @Override
        public void stepped(long steps) {
            if (steps == 5) {
                throw new IllegalStateException("power cut");
            }
        }
    }

    /** By hand from the model's own answers; label 2 of annotator 2 counts 3, others 1. */
    @Test
    void labelsWeighByTheirClass() {
        AnnotatorSettings settings = new AnnotatorSettings(
                Annotators.of(List.of("ann", "bob", "cy")), 3, new AnnotatorSettings.SeparateHeads(), 0);
        LabelWeights weights = new LabelWeights(List.of(
                List.of(1.0, 1.0, 1.0), List.of(1.0, 1.0, 1.0), List.of(1.0, 1.0, 3.0), List.of(1.0, 1.0, 1.0)));
        try (AnnotatorStudent student = AnnotatorStudent.create(settings, frozen, 0, STEPS, 5)) {
            Annotations given = batch().annotations();
            double[][][] p = student.probabilities(TEXTS, given.annotators());
            double expected = 0;
            for (int item = 0; item < 4; item++) {
                int[] labels = given.labels()[item];
                for (int i = 0; i < labels.length; i++) {
                    // The only such label is that of the second item.
                    double weight = item == 1 ? 3 : 1;
                    expected -= weight * Math.log(p[item][i][labels[i]]) / labels.length / 4;
                }
            }
            IndividualLabels objective = new IndividualLabels(Averaging.ITEMS, weights);
            assertThat(student.learn(batch(), objective, 0)).isCloseTo(expected, within(1e-5));
        }
    }

    @Test
    void refusesWhatItCannotLearn() {
        try (AnnotatorStudent student = AnnotatorStudent.create(settings(models().get(0)), frozen, 0, STEPS, 5)) {
            assertThatThrownBy(() -> student.learn(batch(), new HardLabels(), 0.1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("individual annotators");
            assertThatThrownBy(() -> student.learn(batch(), ITEMS, -1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("learningRate");
            assertThatThrownBy(() -> student.logits(new int[][] {{99}})).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
