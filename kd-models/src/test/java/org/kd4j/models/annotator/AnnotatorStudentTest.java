package org.kd4j.models.annotator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.annotation.Annotations;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.objective.HardLabels;
import org.kd4j.core.objective.IndividualLabels;
import org.kd4j.core.objective.IndividualLabels.Averaging;
import org.kd4j.core.training.BatchOrder;
import org.kd4j.core.training.Schedule;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.core.training.Trainer;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerSettings;

/** Models of individual annotators on a small encoder. */
class AnnotatorStudentTest {
    private static final int CLASSES = 3;
    private static final TransformerSettings ENCODER = TransformerSettings.of(
                    new TextTask(30, 0, 8, CLASSES), 2, 12, 3, 16)
            .withPooling(Pooling.MEAN)
            .withDropout(0);
    private static final StepSettings STEPS = StepSettings.of(new Sgd());
    private static final IndividualLabels ITEMS = new IndividualLabels(Averaging.ITEMS);
    private static final int[][] TEXTS = {{3, 4, 5}, {6, 7, 8, 9, 10}, {11}, {12, 13}};

    @TempDir
    private Path folder;

    static List<AnnotatorSettings.Model> models() {
        return List.of(
                new AnnotatorSettings.SeparateHeads(),
                shared(new CombinerSettings.FeedForward(1)),
                shared(new CombinerSettings.DeepCross(2, 1, 3, CombinerSettings.Form.PARALLEL)),
                pooled(7, new AnnotatorSettings.SeparateHeads()),
                pooled(20, shared(new CombinerSettings.FeedForward(1))));
    }

    private static AnnotatorSettings.Model pooled(int width, AnnotatorSettings.Model behind) {
        return new AnnotatorSettings.Pooled(new PoolerSettings(width, HeadKind.TANH, 0), behind);
    }

    private static AnnotatorSettings.Model shared(CombinerSettings combiner) {
        return new AnnotatorSettings.SharedRecommender(new RecommenderSettings(5, true, List.of("age"), 1, combiner));
    }

    private static Annotators annotators() {
        return new Annotators(List.of("ann", "bob", "cy"), Map.of("age", List.of("old", "young", "")));
    }

    private static AnnotatorStudent student(AnnotatorSettings.Model model, double unknownShare) {
        return AnnotatorStudent.create(
                new AnnotatorSettings(annotators(), CLASSES, model, unknownShare), ENCODER, STEPS, 5);
    }

    private static Batch batch() {
        Annotations annotations =
                new Annotations(new int[][] {{1, 2, 3}, {2}, {1, 3}, {3}}, new int[][] {{0, 1, 2}, {2}, {1, 1}, {0}});
        return Batch.of(List.of("a", "b", "c", "d"), TEXTS, new int[4]).withAnnotations(annotations);
    }

    private static double learn(AnnotatorStudent student, Batch batch, IndividualLabels objective, double rate) {
        int[] rows = IntStream.range(0, batch.size()).toArray();
        return student.learn(batch, rows, objective, rate, new double[1]);
    }

    /** By hand from the model's own answers. */
    @ParameterizedTest
    @MethodSource("models")
    void theLossIsAMeanOverItemsOrOverLabels(AnnotatorSettings.Model model) {
        try (AnnotatorStudent student = student(model, 0)) {
            Annotations given = batch().annotations();
            double[][][] probabilities = student.probabilities(TEXTS, given.annotators());
            double items = 0;
            double labels = 0;
            for (int item = 0; item < 4; item++) {
                int[] own = given.labels()[item];
                for (int i = 0; i < own.length; i++) {
                    double loss = -Math.log(probabilities[item][i][own[i]]);
                    items += loss / own.length / 4;
                    labels += loss / 7;
                }
            }
            assertThat(learn(student, batch(), ITEMS, 0)).isCloseTo(items, within(1e-5));
            assertThat(learn(student, batch(), new IndividualLabels(Averaging.LABELS), 0))
                    .isCloseTo(labels, within(1e-5));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aStepGoesDownTheSlope(AnnotatorSettings.Model model) {
        for (Averaging averaging : Averaging.values()) {
            IndividualLabels objective = new IndividualLabels(averaging);
            try (AnnotatorStudent student = student(model, 0)) {
                double first = learn(student, batch(), objective, 0.05);
                double loss = first;
                for (int step = 0; step < 60; step++) {
                    loss = learn(student, batch(), objective, 0.05);
                }
                assertThat(loss).isLessThan(0.8 * first);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void permutedAnnotatorsGivePermutedAnswers(AnnotatorSettings.Model model) {
        try (AnnotatorStudent student = student(model, 0)) {
            float[][][] some = student.logits(TEXTS, rows(1, 2, 3, 0));
            float[][][] other = student.logits(TEXTS, rows(3, 0, 1, 2));
            int[] place = {2, 3, 0, 1};
            for (int item = 0; item < 4; item++) {
                for (int i = 0; i < 4; i++) {
                    assertThat(other[item][place[i]]).containsExactly(some[item][i], within(1e-6f));
                }
            }
        }
    }

    private static int[][] rows(int... annotators) {
        int[][] rows = new int[TEXTS.length][];
        Arrays.fill(rows, annotators);
        return rows;
    }

    @ParameterizedTest
    @MethodSource("models")
    void togetherTheKnownOnesSayTheMeanOfTheirProbabilities(AnnotatorSettings.Model model) {
        try (AnnotatorStudent student = student(model, 0)) {
            double[][][] each = student.probabilities(TEXTS, rows(1, 2, 3));
            float[][] together = student.logits(TEXTS);
            for (int item = 0; item < 4; item++) {
                for (int c = 0; c < CLASSES; c++) {
                    double mean = (each[item][0][c] + each[item][1][c] + each[item][2][c]) / 3;
                    assertThat(Math.exp(together[item][c])).isCloseTo(mean, within(1e-6));
                }
            }
        }
    }

    @Test
    void theUnknownAnnotatorLearnsFromLabelsWhoseOwnerIsNotTold() {
        AnnotatorSettings.Model model = new AnnotatorSettings.SeparateHeads();
        try (AnnotatorStudent told = student(model, 0);
                AnnotatorStudent student = student(model, 0.5)) {
            for (int step = 0; step < 20; step++) {
                learn(told, batch(), ITEMS, 0.1);
                learn(student, batch(), ITEMS, 0.1);
            }
            // The encoder learns, the head of nobody does not.
            assertThat(shift(told)).containsOnly(0f);
            assertThat(shift(student)).doesNotContain(0f);
        }
    }

    private static float[] shift(AnnotatorStudent student) {
        return student.part("heads.bias", 0);
    }

    @ParameterizedTest
    @EnumSource(Averaging.class)
    void oneHeadOnOneAnnotatorIsAPlainClassifier(Averaging averaging) {
        Annotations one = new Annotations(new int[][] {{1}, {1}, {1}, {1}}, new int[][] {{0}, {2}, {1}, {0}});
        Batch batch = Batch.of(List.of("a", "b", "c", "d"), TEXTS, new int[] {0, 2, 1, 0})
                .withAnnotations(one);
        AnnotatorSettings settings = new AnnotatorSettings(
                Annotators.of(List.of("only")), CLASSES, new AnnotatorSettings.SeparateHeads(), 0);
        try (AnnotatorStudent student = AnnotatorStudent.create(settings, ENCODER, STEPS, 5)) {
            double[][] plain = Arrays.stream(student.probabilities(TEXTS, rows(1)))
                    .map(item -> item[0])
                    .toArray(double[][]::new);
            double expected = 0;
            for (int item = 0; item < 4; item++) {
                expected -= Math.log(plain[item][batch.labels()[item]]) / 4;
            }
            assertThat(learn(student, batch, new IndividualLabels(averaging), 0))
                    .isCloseTo(expected, within(1e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void isTheSameFromItsFile(AnnotatorSettings.Model model) throws Exception {
        Path file = folder.resolve("model.safetensors");
        float[][][] expected;
        try (AnnotatorStudent student = student(model, 0.1)) {
            new Trainer(2, 0.05, new Schedule.Constant(0))
                    .train(student, batch(), BatchOrder.shuffled(4, 2, 3), ITEMS, result -> {});
            expected = student.logits(TEXTS, rows(0, 1, 2, 3));
            student.save(file);
        }
        AnnotatorSettings settings = new AnnotatorSettings(annotators(), CLASSES, model, 0.1);
        try (AnnotatorStudent loaded = AnnotatorStudent.load(file, settings, ENCODER, STEPS)) {
            assertThat(loaded.logits(TEXTS, rows(0, 1, 2, 3))).isDeepEqualTo(expected);
        }
        AnnotatorSettings others = new AnnotatorSettings(
                new Annotators(List.of("x", "y"), Map.of("age", List.of("", ""))), CLASSES, model, 0);
        assertThatThrownBy(() -> AnnotatorStudent.load(file, others, ENCODER, STEPS))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("annotators that the model was trained with");
        Files.writeString(file, "nothing");
        assertThatThrownBy(() -> AnnotatorStudent.load(file, settings, ENCODER, STEPS))
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    void refusesWhatItCannotLearn() {
        try (AnnotatorStudent student = student(models().get(0), 0)) {
            int[] rows = {0};
            assertThatThrownBy(() -> student.learn(batch(), rows, new HardLabels(), 0.1))
                    .hasMessageContaining("expected the labels of individual annotators");
            Batch without = batch().withAnnotations(Annotations.none(4));
            assertThatThrownBy(() -> student.learn(without, rows, ITEMS, 0.1)).hasMessageContaining("found no label");
            Batch strangers = batch().withAnnotations(
                            new Annotations(new int[][] {{9}, {}, {}, {}}, new int[][] {{1}, {}, {}, {}}));
            assertThatThrownBy(() -> student.learn(strangers, rows, ITEMS, 0.1))
                    .hasMessageContaining("label 1 of annotator 9");
        }
        assertThatThrownBy(() -> new AnnotatorSettings(Annotators.of(List.of("a")), 2, models().get(1), 0))
                .hasMessageContaining("attributes");
        assertThatThrownBy(() -> pooled(3, models().get(3))).hasMessageContaining("a pooler behind a pooler");
        assertThatThrownBy(() -> pooled(0, models().get(0))).hasMessageContaining("width: found 0");
        assertThatThrownBy(() -> new PoolerSettings(3, HeadKind.LINEAR, 0)).hasMessageContaining("activation");
        assertThatThrownBy(() -> new PoolerSettings(3, HeadKind.TANH, 1)).hasMessageContaining("dropout");
    }

    @Test
    void firstWeightsDependOnTheSeedAlone() {
        SplittableRandom seeds = new SplittableRandom(1);
        try (AnnotatorStudent some = student(models().get(2), 0);
                AnnotatorStudent same = student(models().get(2), seeds.nextDouble(0.5))) {
            assertThat(some.logits(TEXTS, rows(1, 2))).isDeepEqualTo(same.logits(TEXTS, rows(1, 2)));
        }
    }
}
