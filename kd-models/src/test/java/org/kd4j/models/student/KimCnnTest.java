package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.training.Adam;
import org.kd4j.core.training.Sgd;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class KimCnnTest extends AbstractStudentTest {

    @Override
    Student create(long seed) {
        return KimCnn.create(settings(0), seed);
    }

    @Override
    Student load(Path file) {
        return KimCnn.load(file, settings(0));
    }

    @Override
    int parameterCount(Student student) {
        return (int) ((KimCnn) student).flatParameters().length();
    }

    @Override
    float parameter(Student student, int index) {
        return ((KimCnn) student).flatParameters().getFloat(index);
    }

    @Override
    void setParameter(Student student, int index, float value) {
        ((KimCnn) student).flatParameters().putScalar(index, value);
    }

    /** The embedding comes first, dimension by dimension. */
    @Override
    boolean ofPadding(int index) {
        return index < TASK.vocabularySize() * 5 && index % TASK.vocabularySize() == TASK.paddingId();
    }

    /** Padding ids count against the length of a text, so that a text full of them is never cut short. */
    @Test
    void takesEveryTextAsFilledUpToTheMaximum() {
        int[][] tokens = {{3, 4}, {7}, {5, 6, 5}};
        Batch brief =
                Batch.of(List.of("a", "b", "c"), tokens, new int[] {0, 1, 2}).withTeacher(new float[3][3]);
        int[][] filled = Arrays.stream(tokens)
                .map(row -> Arrays.copyOf(row, TASK.maxTokens()))
                .toArray(int[][]::new);
        Batch full = Batch.of(brief.ids(), filled, brief.labels()).withTeacher(brief.teacherLogits());
        try (KimCnn one = (KimCnn) trained(1);
                KimCnn other = (KimCnn) trained(1)) {
            assertThat(one.learn(brief, OBJECTIVE, 0.5)).isCloseTo(other.learn(full, OBJECTIVE, 0.5), within(1e-6));
            assertThat(one.flatParameters().toFloatVector())
                    .containsExactly(other.flatParameters().toFloatVector(), within(1e-6f));
            assertThat(one.logits(tokens)[1]).containsExactly(one.logits(filled)[1], within(1e-6f));
        }
    }

    @Test
    void keepsThePaddingRowZeroUnderAdam() {
        try (KimCnn student = KimCnn.create(new KimCnnSettings(TASK, 5, List.of(2, 3), 4, 0.5, Adam.standard()), 3)) {
            for (int step = 0; step < 5; step++) {
                student.learn(batch(6, step), OBJECTIVE, 0.01);
            }
            for (int i = 0; i < parameterCount(student); i++) {
                assertThat(ofPadding(i) ? student.flatParameters().getFloat(i) : 0f)
                        .as("parameter %d", i)
                        .isZero();
            }
        }
    }

    @Test
    void dropsFeaturesInTrainingOnly() {
        Batch batch = batch(6, 2);
        try (KimCnn plain = KimCnn.create(settings(0), 2);
                KimCnn dropping = KimCnn.create(settings(0.5), 2)) {
            assertThat(dropping.logits(batch.tokens())).isDeepEqualTo(plain.logits(batch.tokens()));
            double without = plain.learn(batch, OBJECTIVE, 0.1);
            assertThat(dropping.learn(batch, OBJECTIVE, 0.1)).isNotCloseTo(without, within(1e-4));
        }
    }

    @Test
    void continuesDropoutAndMomentsFromItsState() {
        KimCnnSettings plain = settings(0.5);
        KimCnnSettings adam = new KimCnnSettings(
                plain.task(), plain.embedding(), plain.widths(), plain.filters(), plain.dropout(), Adam.standard());
        // Streams derive from the seed, which is the configuration's.
        try (KimCnn whole = KimCnn.create(adam, 2);
                KimCnn fresh = KimCnn.create(adam, 2)) {
            assertContinues(whole, fresh);
        }
    }

    @Test
    void repeatsItselfToTheBitUnderDropout() {
        Batch batch = batch(6, 2);
        try (KimCnn one = KimCnn.create(settings(0.5), 2);
                KimCnn same = KimCnn.create(settings(0.5), 2)) {
            for (int step = 0; step < 5; step++) {
                assertThat(one.learn(batch, OBJECTIVE, 0.1)).isEqualTo(same.learn(batch, OBJECTIVE, 0.1));
            }
            assertThat(one.flatParameters().toFloatVector())
                    .isEqualTo(same.flatParameters().toFloatVector());
        }
    }

    @Test
    void savesAGraphThatDl4jTrainsFurther() throws IOException {
        Batch batch = batch(8, 9);
        Path file = folder.resolve("student.zip");
        try (Student student = trained(9)) {
            student.save(file);
        }
        ComputationGraph graph = ComputationGraph.load(file.toFile(), true);
        INDArray labels = Nd4j.zeros(batch.size(), TASK.classes());
        for (int row = 0; row < batch.size(); row++) {
            labels.putScalar(row, batch.labels()[row], 1.0);
        }
        DataSet data = new DataSet(padded(batch), labels);
        double before = graph.score(data);
        for (int step = 0; step < 30; step++) {
            graph.fit(data);
        }
        assertThat(graph.score(data)).isLessThan(before);
    }

    @Test
    void refusesToLoadWidthsInAnotherOrder() {
        Path file = folder.resolve("student.zip");
        try (Student student = create(1)) {
            student.save(file);
        }
        KimCnnSettings saved = settings(0);
        List<Integer> reversed = new ArrayList<>(saved.widths());
        Collections.reverse(reversed);
        KimCnnSettings other = new KimCnnSettings(
                saved.task(), saved.embedding(), reversed, saved.filters(), saved.dropout(), saved.step());
        assertThatThrownBy(() -> KimCnn.load(file, other))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("of the same settings");
    }

    @Test
    void startsWithinTheBoundsOfEachLayer() {
        try (KimCnn student = KimCnn.create(settings(0), 4)) {
            float[] parameters = student.flatParameters().toFloatVector();
            int embeddings = TASK.vocabularySize() * 5;
            // Bias and kernel of width 2, bias and kernel of width 3, output and its bias.
            int[] sizes = {embeddings, 4, 40, 4, 60, 24, 3};
            double[] bounds = {0.25, 0, Math.sqrt(6.0 / 10), 0, Math.sqrt(6.0 / 15), Math.sqrt(6.0 / 11), 0};
            int from = 0;
            for (int part = 0; part < sizes.length; part++) {
                double largest = 0;
                for (int i = from; i < from + sizes[part]; i++) {
                    largest = Math.max(largest, Math.abs(parameters[i]));
                }
                assertThat(largest).as("part %d", part).isBetween(0.8 * bounds[part], bounds[part]);
                from += sizes[part];
            }
            assertThat(from).isEqualTo(parameters.length);
        }
    }

    @Test
    void refusesSettingsThatMakeNoNetwork() {
        assertRefused(3, List.of(), 0, "number of widths: found 0");
        assertRefused(3, List.of(2, 2), 0, "widths: found [2, 2]");
        assertRefused(3, List.of(0), 0, "width: found 0");
        assertRefused(3, List.of(4, 13), 0, "maxTokens: found 12, expected at least 13");
        assertRefused(0, List.of(2), 0, "filters: found 0");
        assertRefused(3, List.of(2), 1, "dropout: found 1.0");
        assertRefused(3, List.of(2), Double.NaN, "dropout: found NaN");
    }

    private static void assertRefused(int filters, List<Integer> widths, double dropout, String message) {
        assertThatThrownBy(() -> new KimCnnSettings(TASK, 5, widths, filters, dropout, new Sgd()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static KimCnnSettings settings(double dropout) {
        return new KimCnnSettings(TASK, 5, List.of(2, 3), 4, dropout, new Sgd());
    }

    @Test
    void hasNoHiddenStatesToMatch() {
        try (Student student = create(1)) {
            assertRefusesHiddenStates(student);
        }
    }
}
