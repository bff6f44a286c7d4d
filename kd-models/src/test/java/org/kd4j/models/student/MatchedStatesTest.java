package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.KnownStates;
import org.kd4j.core.encoder.Dropout;
import org.kd4j.core.encoder.TrainableEncoder;
import org.kd4j.core.objective.BlockPair;
import org.kd4j.core.objective.HiddenStateMatching;
import org.kd4j.core.objective.LayerMap;
import org.kd4j.core.objective.Pkd;
import org.kd4j.core.objective.TeacherLayers;
import org.kd4j.core.state.StateFile;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;

/** A transformer student whose embeddings, first block and top are held against three blocks of a teacher's four. */
class MatchedStatesTest {
    private static final int WIDTH = 8;
    private static final TeacherLayers TEACHER = new TeacherLayers(4, WIDTH, List.of(1, 2, 4));
    private static final LayerMap PAIRS =
            new LayerMap.Explicit(List.of(new BlockPair(0, 1), new BlockPair(1, 4), new BlockPair(2, 2)));
    private static final TransformerSettings SETTINGS =
            TransformerSettings.of(AbstractStudentTest.TASK, 2, WIDTH, 2, 16).withDropout(0);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void addsTheTermOverFirstTokensToTheLogits(boolean normalize) {
        Pkd pkd = new Pkd(AbstractStudentTest.OBJECTIVE, HiddenStateMatching.of(30, normalize), PAIRS);
        Batch batch = batch(5);
        try (TransformerStudent student = student()) {
            double[] terms = new double[3];
            double loss = student.learn(batch, new int[] {4, 1, 2}, pkd, 0.0, terms);
            double base = student.learn(batch, new int[] {4, 1, 2}, AbstractStudentTest.OBJECTIVE, 0.0);
            double hidden =
                    hidden(student, batch, 4, pkd) + hidden(student, batch, 1, pkd) + hidden(student, batch, 2, pkd);

            assertThat(terms[2]).isCloseTo(hidden, within(1e-4 * hidden));
            assertThat(loss).isCloseTo(base + hidden / 3, within(1e-4 * loss));
        }
    }

    /** By the states that the encoder gives for the record alone. */
    private static double hidden(TransformerStudent student, Batch batch, int row, Pkd pkd) {
        double[] states = new double[3 * WIDTH];
        double[] teacher = new double[3 * WIDTH];
        int[] teacherAt = {0, 2 * WIDTH, WIDTH};
        EncoderTokens tokens = EncoderTokens.of(new int[][] {batch.tokens()[row]}, 0);
        try (TrainableEncoder encoder = new TrainableEncoder(student.vector(), student.vector(), Dropout.of(0), 1)) {
            for (int k = 0; k <= 2; k++) {
                float[] found = encoder.hiddenStates(tokens.input(), k).get(0);
                for (int i = 0; i < WIDTH; i++) {
                    states[k * WIDTH + i] = found[i];
                    teacher[k * WIDTH + i] = batch.teacherStates().of(row)[0][teacherAt[k] + i];
                }
            }
        }
        return pkd.matching().loss(states, teacher, 3, new double[3 * WIDTH]);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stepsDownTheGradientOfLogitsAndStates(boolean normalize) {
        Pkd pkd = new Pkd(AbstractStudentTest.OBJECTIVE, HiddenStateMatching.of(30, normalize), PAIRS);
        Batch batch = batch(5);
        try (TransformerStudent student = student();
                TransformerStudent moved = student()) {
            assertStepsDownTheGradient(student, moved, batch, pkd, 0, 200);
        }
    }

    /** Some of the weights from {@code from} on, by central differences. */
    private static void assertStepsDownTheGradient(
            TransformerStudent student, TransformerStudent moved, Batch batch, Pkd pkd, int from, int draws) {
        SplittableRandom random = new SplittableRandom(3);
        float rate = 0.01f;
        moved.learn(batch, pkd, rate);
        float h = 2e-3f;
        for (int draw = 0; draw < draws; draw++) {
            int i = random.nextInt(from, student.weights().limit());
            float value = student.weights().get(i);
            student.weights().put(i, value + h);
            double above = student.learn(batch, pkd, 0.0);
            student.weights().put(i, value - h);
            double below = student.learn(batch, pkd, 0.0);
            student.weights().put(i, value);
            double gradient = (value - moved.weights().get(i)) / rate;
            assertThat(gradient)
                    .as("weight %d", i)
                    .isCloseTo((above - below) / (2 * h), within(5e-3 + 0.01 * Math.abs(gradient)));
        }
    }

    /** Of width 5; the projection lies behind everything else and is not saved, but is part of the state. */
    @Test
    void learnsAProjectionWhereWidthsDiffer() throws Exception {
        Pkd pkd = new Pkd(AbstractStudentTest.OBJECTIVE, HiddenStateMatching.of(30, true), PAIRS);
        TransformerSettings settings = SETTINGS.withMatchedWidth(5);
        Batch batch = batch(5, new TeacherLayers(4, 5, List.of(1, 2, 4)));
        try (TransformerStudent student = student(settings);
                TransformerStudent moved = student(settings);
                TransformerStudent plain = student(SETTINGS);
                TransformerStudent again = TransformerStudent.create(settings, StepSettings.of(new Sgd()), 9)) {
            assertStepsDownTheGradient(
                    student, moved, batch, pkd, plain.weights().limit(), 40);
            assertThat(student.weights().limit() - plain.weights().limit()).isEqualTo(5 * WIDTH);
            assertThat(student.parameters()).isEqualTo(plain.parameters());
            student.save(folder.resolve("student.zip"));
            try (TransformerStudent loaded =
                    TransformerStudent.load(folder.resolve("student.zip"), SETTINGS, StepSettings.of(new Sgd()))) {
                assertThat(loaded.logits(batch.tokens())).isDeepEqualTo(student.logits(batch.tokens()));
            }
            StateFile.write(folder.resolve("state"), "training", moved);
            StateFile.read(folder.resolve("state"), "training", again);
            assertThat(again.part("projection.weight")).isEqualTo(moved.part("projection.weight"));
            StateFile.write(folder.resolve("plain"), "training", plain);
            assertThat(Files.size(folder.resolve("state")) - Files.size(folder.resolve("plain")))
                    .as("bytes of the projection, once")
                    .isEqualTo(5 * WIDTH * Float.BYTES);
        }
    }

    @Test
    void leavesStatesAloneThatWeighNothing() {
        Pkd pkd = new Pkd(AbstractStudentTest.OBJECTIVE, HiddenStateMatching.of(0, true), PAIRS);
        Batch bare = AbstractStudentTest.batch(4, 8);
        try (TransformerStudent student = student()) {
            assertThat(student.learn(bare, pkd, 0.0))
                    .isEqualTo(student.learn(bare, AbstractStudentTest.OBJECTIVE, 0.0));
        }
    }

    @Test
    void saysWhichStatesItMisses() {
        Pkd pkd = new Pkd(AbstractStudentTest.OBJECTIVE, HiddenStateMatching.of(1, true), PAIRS);
        Batch bare = AbstractStudentTest.batch(2, 8);
        Batch wide =
                with(bare, new KnownStates(new TeacherLayers(4, 9, List.of(1, 2, 4)), "teacher", new float[2][27]));
        Batch few =
                with(bare, new KnownStates(new TeacherLayers(4, WIDTH, List.of(1, 2)), "teacher", new float[2][16]));
        try (TransformerStudent student = student()) {
            assertThatThrownBy(() -> student.learn(bare, pkd, 0.1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no hidden states of the teacher");
            assertThatThrownBy(() -> student.learn(wide, pkd, 0.1))
                    .hasMessageContaining("found width 9, expected 8, which the student was made for");
            assertThatThrownBy(() -> student.learn(few, pkd, 0.1)).hasMessageContaining("expected block 4");
        }
    }

    private static TransformerStudent student() {
        return student(SETTINGS);
    }

    private static TransformerStudent student(TransformerSettings settings) {
        TransformerStudent student = TransformerStudent.create(settings, StepSettings.of(new Sgd()), 1);
        SplittableRandom random = new SplittableRandom(2);
        // Larger than usual, so that texts differ at this width.
        for (int i = 0; i < student.weights().limit(); i++) {
            student.weights().put(i, student.weights().get(i) + (float) random.nextDouble(-0.3, 0.3));
        }
        return student;
    }

    /** The first text has no tokens. */
    private static Batch batch(int size) {
        return batch(size, TEACHER);
    }

    private static Batch batch(int size, TeacherLayers layers) {
        SplittableRandom random = new SplittableRandom(5);
        float[][] rows = new float[size][layers.rowLength()];
        for (float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) random.nextDouble(-2, 2);
            }
        }
        return with(AbstractStudentTest.batch(size, 7), new KnownStates(layers, "teacher", rows));
    }

    private static Batch with(Batch batch, KnownStates states) {
        return batch.withTeacherStates(states);
    }
}
