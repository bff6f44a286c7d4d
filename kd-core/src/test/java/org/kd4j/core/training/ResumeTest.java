package org.kd4j.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.core.annotation.Annotations;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.seed.Seeds;

/** A training that is interrupted and continued ends as one that was not, to the bit. */
class ResumeTest {
    private static final long SEED = 3;
    private static final Batch RECORDS = BagStudent.records(23, SEED);
    private static final Batch DEV = BagStudent.records(40, SEED + 1);
    private static final int STEPS = 6 * 6;

    @TempDir
    Path folder;

    private Outcome expected;

    @BeforeEach
    void trainWithoutInterruption() {
        expected = train(folder.resolve("whole"), Long.MAX_VALUE, step -> {});
        assertThat(expected.report.steps()).isEqualTo(STEPS);
        assertThat(expected.report.bestStep()).isBetween(4L, (long) STEPS - 1);
        // Rows 0 to 22 by their remainder.
        assertThat(expected.report.epochs())
                .allSatisfy(epoch ->
                        assertThat(epoch.weights()).isEqualTo(WeightHistogram.of(8, 8, 0, 0, 0, 7, 0, 0, 0, 0, 0)));
    }

    @Test
    void continuesAfterEveryStep() throws IOException {
        for (int last = 0; last < STEPS; last++) {
            Path place = folder.resolve("stopped-after-" + last);
            int fatal = last;
            assertThatThrownBy(() -> train(place, 5, step -> {
                        if (step == fatal) {
                            throw new IllegalStateException("power cut");
                        }
                    }))
                    .as("before step %d", last)
                    .hasMessage("power cut");
            assertSame(train(place, 5, step -> {}), "stopped before step " + last);
            try (var files = Files.list(place)) {
                assertThat(files).containsExactly(place.resolve("training.state"));
            }
        }
    }

    @Test
    void continuesAgainAndAgain() {
        Path place = folder.resolve("often");
        for (int attempt = 0; attempt < STEPS; attempt++) {
            long[] left = {2};
            try {
                assertSame(
                        train(place, 1, step -> {
                            if (--left[0] < 0) {
                                throw new IllegalStateException("power cut");
                            }
                        }),
                        "two steps at a time");
                return;
            } catch (IllegalStateException powerCut) {
                assertThat(powerCut).hasMessage("power cut");
            }
        }
        throw new AssertionError("the training never came to its end");
    }

    /** Evaluations after steps 4, 8, 12, 16 are no better than the first: patience 3 ends the training there. */
    @Test
    void anInterruptionIsNoReasonForMorePatience() {
        int[] evaluations = {0};
        Trainer impatient = trainer(folder.resolve("impatient"), 1)
                .with(new Validation(
                        one -> {
                            if (++evaluations[0] == 3) {
                                throw new IllegalStateException("power cut");
                            }
                            return 1;
                        },
                        4,
                        new EarlyStopping(3, 0, EarlyStopping.Direction.LARGER)));
        try (BagStudent one = student();
                BagStudent other = student()) {
            assertThatThrownBy(() -> impatient.train(one, RECORDS, order(), Hinton.of(2, 0.9), result -> {}))
                    .hasMessage("power cut");
            TrainingReport report = impatient.train(other, RECORDS, order(), Hinton.of(2, 0.9), result -> {});
            assertThat(report.steps()).isEqualTo(16);
            assertThat(report.stoppedEarly()).isTrue();
            assertThat(report.bestStep()).isEqualTo(4);
        }
    }

    /** Kills the process at any moment, also while it writes; it is told by its progress, not by the clock. */
    @Test
    void survivesBeingKilled() throws Exception {
        SplittableRandom random = Seeds.stream(SEED, "kill", 0);
        Path place = folder.resolve("killed");
        for (int kill = 0; kill < 4; kill++) {
            int lines = 2 + random.nextInt(8);
            Process child = child(place);
            try (BufferedReader progress =
                    new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
                for (int line = 0; line < lines; line++) {
                    assertThat(progress.readLine())
                            .as("line %d of run %d, seed %d", line, kill, SEED)
                            .startsWith("step ");
                }
                child.destroyForcibly().waitFor();
            }
        }
        assertSame(train(place, 1, step -> {}), "killed four times, seed " + SEED);
    }

    @Test
    void leavesOutStatesThatAreTooYoungAndDeletesItsFolder() throws IOException {
        Path place = folder.resolve("hasty");
        Trainer whole = trainer(place, 1);
        Checkpoints rare = new Checkpoints(place, 1, Duration.ofDays(1), "a test");
        try (BagStudent student = student()) {
            whole.with(rare).train(student, RECORDS, order(), Hinton.of(2, 0.9), result -> {});
            assertThat(student.weights).isEqualTo(expected.weights);
        }
        assertThat(place.resolve("training.state")).doesNotExist();
        train(place, 1, step -> {});
        assertThat(place.resolve("training.state")).exists();
        Checkpoints.delete(place);
        assertThat(place).doesNotExist();
    }

    @Test
    void doesNothingMoreOnceFinished() {
        Outcome again = train(folder.resolve("whole"), 5, step -> {
            throw new AssertionError("step " + step);
        });
        assertSame(again, "finished");
        assertThat(again.report.bestMetric()).isEqualTo(expected.report.bestMetric());
    }

    @Test
    void refusesDamagedAndForeignStatesAndLeavesThem() throws IOException {
        Path state = folder.resolve("whole/training.state");
        byte[] whole = Files.readAllBytes(state);
        for (int bit : new int[] {9, 8 * 400 + 1, 8 * (whole.length - 1)}) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(state, flipped);
            assertThatThrownBy(() -> train(folder.resolve("whole"), 5, step -> {}))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("training.state: found a damaged file");
            assertThat(Files.readAllBytes(state)).isEqualTo(flipped);
        }
        Files.write(state, whole);
        Trainer other = trainer(folder.resolve("whole"), 5);
        Trainer slower = new Trainer(6, 0.01, other.schedule(), other.validation(), other.checkpoints());
        try (BagStudent student = student()) {
            assertThatThrownBy(() -> slower.train(student, RECORDS, order(), Hinton.of(2, 0.9), result -> {}))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("expected the state of a training with this configuration and data");
        }
        assertThat(Files.readAllBytes(state)).isEqualTo(whole);
    }

    /** The same records with a label of somebody else, or with another label. */
    @Test
    void refusesStatesOfOtherAnnotations() {
        Path place = folder.resolve("annotated");
        trainAnnotated(place, 1, 0);
        trainAnnotated(place, 1, 0);
        for (int[] other : new int[][] {{2, 0}, {1, 1}}) {
            assertThatThrownBy(() -> trainAnnotated(place, other[0], other[1]))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining("expected the state of a training with this configuration and data");
        }
    }

    private static void trainAnnotated(Path place, int annotator, int label) {
        int[][] annotators = new int[RECORDS.size()][1];
        int[][] labels = new int[RECORDS.size()][1];
        annotators[7][0] = annotator;
        labels[7][0] = label;
        Batch annotated = RECORDS.withAnnotations(new Annotations(annotators, labels));
        try (BagStudent student = student()) {
            trainer(place, 5).train(student, annotated, order(), Hinton.of(2, 0.9), result -> {});
        }
    }

    /** Argument: the folder. Prints a line before each step. */
    public static void main(String[] arguments) {
        train(Path.of(arguments[0]), 1, step -> System.out.println("step " + step));
    }

    private static Process child(Path place) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        return new ProcessBuilder(java, "-cp", classPath, ResumeTest.class.getName(), place.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void assertSame(Outcome outcome, String how) {
        assertThat(outcome.weights).as(how).isEqualTo(expected.weights);
        assertThat(outcome.report).as(how).isEqualTo(expected.report);
    }

    private record Outcome(float[] weights, TrainingReport report) {}

    private static Outcome train(Path place, long everySteps, LongConsumer beforeStep) {
        long[] calls = {0};
        try (BagStudent student = new BagStudent(settings(), 0.3, SEED) {
            private double[] weights;

            @Override
            public double learn(Batch records, int[] rows, Objective objective, double rate, double[] terms) {
                beforeStep.accept(calls[0]++);
                weights = IntStream.of(rows).mapToDouble(row -> row % 3).toArray();
                return super.learn(records, rows, objective, rate, terms);
            }

            @Override
            public double[] stepWeights() {
                return weights;
            }
        }) {
            TrainingReport report =
                    trainer(place, everySteps).train(student, RECORDS, order(), Hinton.of(2, 0.9), result -> {});
            return new Outcome(student.weights.clone(), report);
        }
    }

    private static StepSettings settings() {
        return StepSettings.of(AdamW.of(0.1)).withClipNorm(0.5).withAccumulation(2);
    }

    private static BagStudent student() {
        return new BagStudent(settings(), 0.3, SEED);
    }

    private static Trainer trainer(Path place, long everySteps) {
        EarlyStopping stopping = new EarlyStopping(100, 1e-4, EarlyStopping.Direction.SMALLER);
        return new Trainer(6, 0.3, new Schedule.Linear(0.2))
                .with(new Validation(ResumeTest::devLoss, 4, stopping))
                .with(new Checkpoints(place, everySteps, Duration.ZERO, "a test"));
    }

    private static BatchOrder order() {
        return BatchOrder.shuffled(23, 4, SEED);
    }

    private static double devLoss(Student student) {
        float[][] logits = student.logits(DEV.tokens());
        double sum = 0;
        for (int row = 0; row < logits.length; row++) {
            for (int c = 0; c < BagStudent.CLASSES; c++) {
                sum += Math.pow(logits[row][c] - DEV.teacherLogits()[row][c], 2);
            }
        }
        return sum;
    }
}
