package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.objective.Diito;
import org.kd4j.core.objective.HardLabels;
import org.kd4j.core.objective.HiddenStateMatching;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.LayerMap;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.objective.Pkd;
import org.kd4j.core.objective.Reduction;
import org.kd4j.core.state.StateFile;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What holds for every student, whatever it is made of. */
abstract class AbstractStudentTest {
    static final TextTask TASK = new TextTask(30, 0, 12, 3);
    static final Objective OBJECTIVE = Hinton.of(2.0, 0.6);

    @TempDir
    Path folder;

    /** A student of {@link #TASK}, without dropout, that takes plain gradient steps. */
    abstract Student create(long seed);

    /** A student as {@link #create} would make it, from a file. */
    abstract Student load(Path file);

    abstract int parameterCount(Student student);

    abstract float parameter(Student student, int index);

    abstract void setParameter(Student student, int index, float value);

    /** Whether DL4J can load the student only where kd4j is on the class path. */
    boolean needsKd4j() {
        return false;
    }

    /** Whether a parameter belongs to the embedding of padding. */
    abstract boolean ofPadding(int index);

    @Test
    void answersEachRecordWhateverItsNeighbours() {
        Batch batch = batch(140, 1);
        try (Student student = trained(1)) {
            float[][] together = student.logits(batch.tokens());
            for (int row = 0; row < batch.size(); row += 7) {
                float[] alone = student.logits(new int[][] {batch.tokens()[row]})[0];
                assertThat(together[row]).as("record %d", row).containsExactly(alone, within(1e-5f));
            }
        }
    }

    @Test
    void answersTheEmptyTextAsPaddingAlone() {
        try (Student student = trained(2)) {
            float[][] logits = student.logits(new int[][] {{}, {0}, new int[TASK.maxTokens()]});
            assertThat(logits[0]).hasSize(TASK.classes());
            for (float logit : logits[0]) {
                assertThat(logit).isFinite();
            }
            assertThat(logits[1]).containsExactly(logits[0], within(1e-6f));
            assertThat(logits[2]).containsExactly(logits[0], within(1e-6f));
        }
    }

    @Test
    void answersNothingToNothing() {
        try (Student student = create(1)) {
            assertThat(student.logits(new int[0][])).isEmpty();
        }
    }

    @Test
    void returnsTheMeanLossBeforeTheStep() {
        Batch batch = batch(7, 3);
        try (Student student = trained(3)) {
            double expected = loss(student, batch);
            assertThat(student.learn(batch, OBJECTIVE, 0.1)).isCloseTo(expected, within(1e-5));
        }
    }

    /** One plain step at rate η moves each parameter by -η times the slope of the loss, here by central differences. */
    @Test
    void stepsDownTheGradient() {
        Batch batch = batch(5, 4);
        float rate = 0.5f;
        float h = 1e-3f;
        try (Student student = trained(4);
                Student moved = trained(4)) {
            moved.learn(batch, OBJECTIVE, rate);
            // One in seven: all tokens, dimensions, filters and classes come up among them.
            for (int i = 0; i < parameterCount(student); i += 7) {
                float value = parameter(student, i);
                double gradient = (value - parameter(moved, i)) / rate;
                if (ofPadding(i)) {
                    assertThat(gradient).as("padding's parameter %d", i).isZero();
                    continue;
                }
                setParameter(student, i, value + h);
                double above = loss(student, batch);
                setParameter(student, i, value - h);
                double below = loss(student, batch);
                setParameter(student, i, value);
                assertThat(gradient).as("parameter %d", i).isCloseTo((above - below) / (2 * h), within(5e-4));
            }
        }
    }

    @Test
    void continuesFromItsStateToTheBit() {
        try (Student whole = create(5);
                Student fresh = create(6)) {
            assertContinues(whole, fresh);
        }
    }

    /** Three steps, the state, three steps more: a student with that state takes the same three. */
    final void assertContinues(Student whole, Student fresh) {
        Path file = folder.resolve("student.state");
        Batch batch = batch(8, 5);
        for (int step = 0; step < 3; step++) {
            whole.learn(batch, OBJECTIVE, 0.1);
        }
        StateFile.write(file, "test", whole);
        StateFile.read(file, "test", fresh);
        for (int step = 0; step < 3; step++) {
            assertThat(fresh.learn(batch, OBJECTIVE, 0.1)).isEqualTo(whole.learn(batch, OBJECTIVE, 0.1));
        }
        assertThat(fresh.logits(batch.tokens())).isDeepEqualTo(whole.logits(batch.tokens()));
    }

    @Test
    void learnsAFewRecordsByHeart() {
        Batch batch = batch(8, 5);
        try (Student student = create(5)) {
            double first = student.learn(batch, new HardLabels(), 0.5);
            double last = first;
            for (int step = 0; step < 100; step++) {
                last = student.learn(batch, new HardLabels(), 0.5);
            }
            assertThat(last).isLessThan(first / 2);
        }
    }

    @Test
    void repeatsItselfToTheBitForOneSeed() {
        Batch batch = batch(40, 6);
        try (Student one = trained(6);
                Student same = trained(6);
                Student other = trained(7)) {
            float[][] logits = one.logits(batch.tokens());
            assertThat(same.logits(batch.tokens())).isDeepEqualTo(logits);
            assertThat(other.logits(batch.tokens())[0]).isNotEqualTo(logits[0]);
        }
    }

    @Test
    void countsTheParametersThatLearn() {
        try (Student student = create(1)) {
            long padding = IntStream.range(0, parameterCount(student))
                    .filter(this::ofPadding)
                    .count();
            assertThat(student.parameters()).isEqualTo(parameterCount(student) - padding);
        }
    }

    @Test
    void savesAGraphThatAnswersWithProbabilities() throws IOException {
        Batch batch = batch(20, 8);
        Path file = folder.resolve("student.zip");
        try (Student student = trained(8)) {
            student.save(file);
            ComputationGraph graph = ComputationGraph.load(file.toFile(), true);
            INDArray ids = padded(batch);
            for (INDArray input : new INDArray[] {ids, ids.castTo(DataType.FLOAT)}) {
                float[][] probabilities = graph.outputSingle(input).toFloatMatrix();
                float[][] logits = student.logits(batch.tokens());
                for (int row = 0; row < batch.size(); row++) {
                    assertThat(probabilities[row])
                            .as("record %d", row)
                            .containsExactly(softmax(logits[row]), within(1e-5f));
                }
            }
            float[][] logits = graph.feedForward(ids, false).get("logits").toFloatMatrix();
            assertThat(logits[3]).containsExactly(student.logits(batch.tokens())[3], within(1e-5f));
            assertThat(graph.getConfiguration().toJson().contains("kd4j")).isEqualTo(needsKd4j());
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void answersAsBeforeAfterSavingAndLoading() {
        Batch batch = batch(20, 9);
        Path file = folder.resolve("student.zip");
        try (Student student = trained(9)) {
            student.save(file);
            try (Student loaded = load(file)) {
                assertThat(loaded.logits(batch.tokens())).isDeepEqualTo(student.logits(batch.tokens()));
            }
        }
    }

    @Test
    void loadsNothingThatCouldRunCode() throws IOException {
        Path file = folder.resolve("student.zip");
        try (Student student = trained(9)) {
            student.save(file);
        }
        try (FileSystem zip = FileSystems.newFileSystem(file)) {
            Files.write(zip.getPath("preprocessor.bin"), new byte[] {1, 2, 3});
        }
        assertThatThrownBy(() -> load(file)).isInstanceOf(InvalidInput.class).hasMessageContaining("preprocessor.bin");
    }

    @Test
    void refusesToLoadWhatIsNoSuchStudent() throws IOException {
        Path text = Files.writeString(folder.resolve("student.zip"), "no archive");
        assertThatThrownBy(() -> load(text)).isInstanceOf(InvalidInput.class).hasMessageStartingWith(text.toString());
        assertThatThrownBy(() -> load(folder.resolve("none.zip"))).isInstanceOf(InvalidInput.class);
    }

    @Test
    void refusesWhatItCannotRead() {
        try (Student student = create(1)) {
            assertRefused(() -> student.logits(new int[][] {{1, 30}}), "token id: found 30, expected 0 to 29");
            assertRefused(() -> student.logits(new int[][] {{-1}}), "token id: found -1");
            assertRefused(() -> student.logits(new int[][] {new int[13]}), "found 13, expected at most 12");
        }
    }

    @Test
    void refusesWhatItCannotLearnFromAndStaysAsItWas() {
        Batch good = batch(2, 10);
        Batch unknownLabel =
                Batch.of(good.ids(), good.tokens(), new int[] {0, 3}).withTeacher(good.teacherLogits());
        Batch untaught = Batch.of(good.ids(), good.tokens(), good.labels());
        Batch narrow = good.withTeacher(new float[][] {{1, 2}, {1, 2, 3}});
        Batch unknownToken =
                Batch.of(good.ids(), new int[][] {{1}, {99}}, good.labels()).withTeacher(good.teacherLogits());
        try (Student student = trained(10)) {
            float[][] before = student.logits(good.tokens());
            assertRefused(() -> student.learn(unknownLabel, OBJECTIVE, 0.1), "label: found 3, expected 0 to 2");
            assertRefused(() -> student.learn(untaught, OBJECTIVE, 0.1), "no teacher logits");
            assertRefused(() -> student.learn(narrow, OBJECTIVE, 0.1), "found 2, expected 3");
            assertRefused(() -> student.learn(unknownToken, OBJECTIVE, 0.1), "token id: found 99");
            assertRefused(() -> student.learn(good.select(), OBJECTIVE, 0.1), "no records");
            assertRefused(() -> student.learn(good, OBJECTIVE, -0.5), "learning rate: found -0.5");
            assertRefused(() -> student.learn(good, OBJECTIVE, Double.NaN), "learning rate: found NaN");
            assertThat(student.logits(good.tokens())).isDeepEqualTo(before);
        }
    }

    @Test
    void learnsFromLabelsWithoutATeacher() {
        Batch good = batch(4, 11);
        Batch untaught = Batch.of(good.ids(), good.tokens(), good.labels());
        try (Student student = trained(11)) {
            assertThat(student.learn(untaught, new HardLabels(), 0.1))
                    .isFinite()
                    .isPositive();
        }
    }

    /** What a student says that has no hidden states. */
    static void assertRefusesHiddenStates(Student student) {
        Batch good = batch(2, 10);
        Pkd pkd = new Pkd(OBJECTIVE, HiddenStateMatching.of(100, true), new LayerMap.Skip());
        assertRefused(() -> student.learn(good, pkd, 0.1), "no blocks whose states could be matched");
        Diito diito = new Diito(Hinton.of(2, 0.6), new Hinton(2, 0, 1, Reduction.BATCHMEAN));
        assertRefused(
                () -> student.learn(good, diito, 0.1), "no blocks whose states could be matched, read or overwritten");
        Pkd withoutWeight = new Pkd(OBJECTIVE, HiddenStateMatching.of(0, true), new LayerMap.Skip());
        assertThat(student.learn(good, withoutWeight, 0.0)).isEqualTo(student.learn(good, OBJECTIVE, 0.0));
    }

    /** A student that is no longer at its first parameters. */
    final Student trained(long seed) {
        Student student = create(seed);
        for (int step = 0; step < 10; step++) {
            student.learn(batch(6, 100 + step), OBJECTIVE, 0.3);
        }
        return student;
    }

    /** Texts of all lengths, the empty one first and the longest second. */
    static Batch batch(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[][] tokens = new int[size][];
        float[][] teacher = new float[size][TASK.classes()];
        for (int row = 0; row < size; row++) {
            int length = row == 0 ? 0 : row == 1 ? TASK.maxTokens() : random.nextInt(TASK.maxTokens() + 1);
            tokens[row] = random.ints(length, 1, TASK.vocabularySize()).toArray();
            for (int c = 0; c < TASK.classes(); c++) {
                teacher[row][c] = (float) (4 * random.nextDouble() - 2);
            }
        }
        return Batch.of(
                        IntStream.range(0, size)
                                .mapToObj(row -> "record " + row)
                                .toList(),
                        tokens,
                        random.ints(size, 0, TASK.classes()).toArray())
                .withTeacher(teacher);
    }

    static double loss(Student student, Batch batch) {
        return loss(
                Arrays.stream(student.logits(batch.tokens()))
                        .map(AbstractStudentTest::doubles)
                        .toArray(double[][]::new),
                batch);
    }

    static double loss(double[][] logits, Batch batch) {
        double sum = 0;
        for (int row = 0; row < batch.size(); row++) {
            sum += OBJECTIVE.loss(
                    logits[row], doubles(batch.teacherLogits()[row]), batch.labels()[row], new double[TASK.classes()]);
        }
        return sum / batch.size();
    }

    /** Ids [records, 1, maxTokens]. */
    static INDArray padded(Batch batch) {
        INDArray ids = Nd4j.zeros(DataType.INT32, batch.size(), 1, TASK.maxTokens());
        for (int row = 0; row < batch.size(); row++) {
            for (int i = 0; i < batch.tokens()[row].length; i++) {
                ids.putScalar(row, 0, i, batch.tokens()[row][i]);
            }
        }
        return ids;
    }

    static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    static float[] softmax(float[] logits) {
        double[] powers = Arrays.stream(doubles(logits)).map(Math::exp).toArray();
        double sum = Arrays.stream(powers).sum();
        float[] probabilities = new float[logits.length];
        for (int c = 0; c < logits.length; c++) {
            probabilities[c] = (float) (powers[c] / sum);
        }
        return probabilities;
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
