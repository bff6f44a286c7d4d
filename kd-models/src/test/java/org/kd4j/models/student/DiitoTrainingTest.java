package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.interchange.Alignment;
import org.kd4j.core.interchange.Columns;
import org.kd4j.core.interchange.Counterfactuals;
import org.kd4j.core.interchange.InterventionSampler;
import org.kd4j.core.interchange.InterventionSampler.Level;
import org.kd4j.core.interchange.InterventionSampler.Pairs;
import org.kd4j.core.interchange.Spans;
import org.kd4j.core.objective.Diito;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.Reduction;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.teacher.InterchangeTeacher;

/** Students that learn from interventions as they are drawn, beside a teacher of other sizes. */
class DiitoTrainingTest extends AbstractDiitoTest {
    @ParameterizedTest
    @CsvSource({
        "STATES, DRAWN, 0, 1",
        "STATES, DRAWN, 0.1, 1",
        "STATES, FIXED, 0.1, 3",
        "TOKENS, DRAWN, 0, 3",
        "TOKENS, FIXED, 0.1, 1"
    })
    void bothEnginesStepAlike(Level level, Pairs pairs, double dropout, int accumulation) {
        Counterfactuals counterfactuals = counterfactuals(pairs, level);
        try (TransformerStudent engine = student(TransformerEngine.ENCODER, dropout, accumulation);
                TransformerStudent graph = student(TransformerEngine.SAMEDIFF, dropout, accumulation)) {
            engine.learningFrom(counterfactuals);
            graph.learningFrom(counterfactuals);
            for (int step = 0; step < 3; step++) {
                float[] before = weights(engine);
                graph.weights().put(0, before);
                double loss = engine.learn(records, DIITO, 0.1);
                assertThat(graph.learn(records, DIITO, 0.1)).isCloseTo(loss, within(1e-5 * loss));
                assertThat(difference(weights(graph), weights(engine)))
                        .isLessThan(1e-5 * difference(before, weights(engine)));
            }
        }
    }

    /** Two pieces, or five of one pair each but the last, draw what the whole batch draws where there is one alignment. */
    @ParameterizedTest
    @EnumSource(
            value = TransformerEngine.class,
            names = {"ENCODER", "SAMEDIFF"})
    void piecesAddUpToTheBatchWherePairsAreFixed(TransformerEngine engine) {
        for (Level level : Level.values()) {
            InterventionSampler sampler = new InterventionSampler(
                    List.of(new Alignment(1, 2, Columns.all(WIDTH), Columns.all(TEACHER_WIDTH))),
                    new Spans(0.5, false, true),
                    Pairs.FIXED,
                    level,
                    4);
            Counterfactuals counterfactuals = new Counterfactuals(sampler, teacher);
            try (TransformerStudent whole = student(engine, 0, 1).learningFrom(counterfactuals)) {
                float[] before = weights(whole);
                double loss = whole.learn(records, DIITO, 0.1);
                for (int accumulation : new int[] {2, 5, 9}) {
                    try (TransformerStudent pieces =
                            student(engine, 0, accumulation).learningFrom(counterfactuals)) {
                        assertThat(pieces.learn(records, DIITO, 0.1)).isCloseTo(loss, within(1e-5 * loss));
                        assertThat(difference(weights(pieces), weights(whole)))
                                .isLessThan(1e-5 * difference(before, weights(whole)));
                    }
                }
            }
        }
    }

    /**
     * Of a record alone nothing is exchanged, and both terms have one formula: what differs is what was dropped. At the last
     * block's state only the head's dropout is behind the intervention.
     */
    @ParameterizedTest
    @CsvSource({"ENCODER, STATES", "ENCODER, TOKENS", "SAMEDIFF, STATES", "SAMEDIFF, TOKENS"})
    void aCounterfactualHasDropoutOfItsOwn(TransformerEngine engine, Level level) {
        Hinton both = new Hinton(3, 0, COUNTERFACTUAL, Reduction.MEAN);
        for (double dropout : new double[] {0, 0.5}) {
            try (TransformerStudent student =
                    student(engine, dropout, 1).learningFrom(counterfactuals(Pairs.DRAWN, level))) {
                for (int step = 0; step < 4; step++) {
                    double[] terms = new double[3];
                    student.learn(records, new int[] {3}, new Diito(both, both), 0, terms);
                    if (dropout == 0) {
                        assertThat(terms[2]).isCloseTo(terms[1], within(1e-5 * terms[1]));
                    } else {
                        assertThat(Math.abs(terms[2] - terms[1])).isGreaterThan(1e-3 * terms[1]);
                    }
                }
            }
        }
    }

    /** The student is taught nothing but what it was taught, and gets better at it. */
    @Test
    void learnsCounterfactuals() {
        try (TransformerStudent student =
                student(TransformerEngine.ENCODER, 0, 1).learningFrom(counterfactuals(Pairs.FIXED, Level.STATES))) {
            double[] first = new double[4];
            student.learn(records, all(), DIITO, 0.05, first);
            for (int step = 0; step < 60; step++) {
                student.learn(records, DIITO, 0.05);
            }
            double[] last = new double[4];
            student.learn(records, all(), DIITO, 0.05, last);
            assertThat(last[3]).isLessThan(first[3] / 2);
        }
    }

    private int[] all() {
        return IntStream.range(0, records.size()).toArray();
    }

    /** Of no tokens at all, of one, and of a first and a last one only, with others or by themselves. */
    @ParameterizedTest
    @EnumSource(
            value = TransformerEngine.class,
            names = {"ENCODER", "SAMEDIFF"})
    void learnsOfTextsThatHaveNothingToExchange(TransformerEngine engine) {
        try (TransformerStudent student = student(engine, 0.1, 2)) {
            for (int[] lengths : new int[][] {{0, 0}, {0}, {0, 0, 0}, {0, 1}, {1, 1}, {2, 2, 1}, {2, 9}, {0, 10, 2}}) {
                Batch batch = taught(lengths);
                for (boolean special : new boolean[] {true, false}) {
                    for (Level level : Level.values()) {
                        InterventionSampler sampler = new InterventionSampler(
                                alignments(), new Spans(0.3, true, special), Pairs.DRAWN, level, 4);
                        student.learningFrom(new Counterfactuals(sampler, teacher));
                        for (int step = 0; step < 2; step++) {
                            assertThat(student.learn(batch, DIITO, 0.01))
                                    .as("lengths %s", Arrays.toString(lengths))
                                    .isFinite()
                                    .isPositive();
                        }
                        for (float weight : weights(student)) {
                            assertThat(Float.isFinite(weight)).isTrue();
                        }
                    }
                }
            }
        }
    }

    @Test
    void refusesWhatItWasNotTold() {
        try (TransformerStudent student = student(TransformerEngine.ENCODER, 0, 1)) {
            float[] before = weights(student);
            assertThatThrownBy(() -> student.learn(records, DIITO, 0.1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected a student that was told of which counterfactuals it learns");
            assertThat(weights(student)).isEqualTo(before);
            InterventionSampler sampler =
                    counterfactuals(Pairs.DRAWN, Level.STATES).sampler();
            student.learningFrom(new Counterfactuals(sampler, withoutStates()));
            assertThatThrownBy(() -> student.learn(records, DIITO, 0.1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found no hidden states of the teacher");
            assertThat(weights(student)).isEqualTo(before);
        }
    }

    /** Student and teacher read the same tokens. */
    @Test
    void refusesTextsThatAreLongerThanTheTeacherReads() {
        TextTask shorter = new TextTask(30, 1, 9, 3);
        TransformerSettings settings = TransformerSettings.of(shorter, 3, TEACHER_WIDTH, 3, 16);
        try (TransformerStudent narrow =
                        TransformerStudent.create(settings, StepSettings.of(new Sgd()), 8, TransformerEngine.ENCODER);
                TransformerStudent student = student(TransformerEngine.ENCODER, 0, 1)) {
            List<String> labels = List.of("a", "b", "c");
            InterchangeTeacher other = new InterchangeTeacher(narrow, labels, labels, TEACHER_BLOCKS);
            for (Level level : Level.values()) {
                InterventionSampler sampler =
                        new InterventionSampler(alignments(), new Spans(1, true, true), Pairs.DRAWN, level, 4);
                student.learningFrom(new Counterfactuals(sampler, other));
                assertThatThrownBy(() -> student.learn(records, DIITO, 0.1))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("tokens of a text: found 10, expected at most 9");
            }
        }
    }

    /** Euclidean. */
    private static double difference(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += Math.pow((double) one[i] - other[i], 2);
        }
        return Math.sqrt(sum);
    }
}
