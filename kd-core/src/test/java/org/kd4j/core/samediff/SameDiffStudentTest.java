package org.kd4j.core.samediff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.HiddenStateMatching;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.LayerMap;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.objective.Pkd;
import org.kd4j.core.seed.Seeds;
import org.kd4j.core.state.StateFile;
import org.kd4j.core.training.AdamW;
import org.kd4j.core.training.ParameterPart.Kind;
import org.kd4j.core.training.PartRule;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A linear classifier on the mean of a text's embeddings, as a graph. */
class SameDiffStudentTest {
    private static final long SEED = 5;
    private static final int VOCABULARY = 9;
    private static final int WIDTH = 3;
    private static final Objective OBJECTIVE = Hinton.of(2, 0.7);
    private static final StepSettings SGD = StepSettings.of(new Sgd());

    @TempDir
    Path folder;

    /** A plain step at rate η moves each number by -η times the slope of the mean loss, here by central differences. */
    @Test
    void stepsDownTheGradientOfAnyObjective() {
        Batch batch = records(4, 3);
        SameDiff graph = graph();
        SameDiff moved = graph();
        SameDiffStudent student = student(graph, SGD, 0);
        float rate = 0.5f;
        float h = 1e-2f;
        double loss = student(moved, SGD, 0).learn(batch, OBJECTIVE, rate);
        assertThat(loss).isCloseTo(loss(student, batch), within(1e-6));
        for (String name : List.of("embedding", "weight", "bias")) {
            INDArray values = graph.getVariable(name).getArr().reshape(-1);
            INDArray after = moved.getVariable(name).getArr().reshape(-1);
            for (int i = 0; i < values.length(); i++) {
                float value = values.getFloat(i);
                double gradient = (value - after.getFloat(i)) / rate;
                values.putScalar(i, value + h);
                double above = loss(student, batch);
                values.putScalar(i, value - h);
                double below = loss(student, batch);
                values.putScalar(i, value);
                assertThat(gradient).as("%s[%d]", name, i).isCloseTo((above - below) / (2 * h), within(2e-4));
            }
        }
    }

    @Test
    void movesOnlyTouchedRowsWhereToldSo() {
        SameDiff graph = graph();
        INDArray before = graph.getVariable("embedding").getArr().dup();
        StepSettings sparse = StepSettings.of(AdamW.of(0.1))
                .withRules(part -> part.kind() == Kind.EMBEDDING
                        ? PartRule.standard(part).onTouchedRows()
                        : PartRule.standard(part));
        Batch batch = Batch.of(List.of("a", "b"), new int[][] {{1, 7, 7}, {1}}, new int[] {0, 1})
                .withTeacher(new float[2][2]);
        student(graph, sparse, 0).learn(batch, OBJECTIVE, 0.1);
        INDArray after = graph.getVariable("embedding").getArr();
        for (int row = 0; row < VOCABULARY; row++) {
            assertThat(after.getRow(row).equals(before.getRow(row)))
                    .as("row %d stays", row)
                    .isEqualTo(row != 1 && row != 7);
        }
    }

    /** Arrays of shapes seen before are forgotten on the way; nothing else may be. */
    @Test
    void learnsFromTextsOfManyLengths() {
        SameDiff graph = graph();
        SameDiffStudent student = student(graph, SGD, 0);
        for (int length = 1; length <= 40; length++) {
            Batch batch = records(2, length);
            SameDiff copy = graph();
            for (String name : List.of("embedding", "weight", "bias")) {
                copy.getVariable(name).getArr().assign(graph.getVariable(name).getArr());
            }
            double expected = loss(student(copy, SGD, 0), batch);
            assertThat(student.learn(batch, OBJECTIVE, 0.1))
                    .as("length %d", length)
                    .isCloseTo(expected, within(1e-6));
        }
    }

    /** ND4J's sessions keep the number of every array that they have freed. */
    @Test
    void sessionsDoNotGrowFromStepToStep() {
        SameDiff graph = graph();
        SameDiffStudent student = student(graph, SGD, 0);
        Batch batch = records(2, 3);
        int first = largestSession(graph, student, batch);
        assertThat(first).isPositive();
        for (int round = 0; round < 3; round++) {
            assertThat(largestSession(graph, student, batch)).isLessThanOrEqualTo(first + 20);
        }
    }

    private static int largestSession(SameDiff graph, SameDiffStudent student, Batch batch) {
        int largest = 0;
        for (int step = 0; step < 110; step++) {
            student.learn(batch, OBJECTIVE, 0.01);
            for (SameDiff some : List.of(graph, graph.getFunction("grad"))) {
                for (InferenceSession session : some.getSessions().values()) {
                    largest = Math.max(largest, FreedArrays.of(session).size());
                }
            }
        }
        return largest;
    }

    /** A session keeps arrays for every shape that it has seen. */
    @Test
    void freesWhatSessionsKeepOfManyShapesAndAllWhenItIsClosed() {
        SameDiff graph = graph();
        SameDiffStudent student = student(graph, SGD, 0);
        Set<InferenceSession> sessions = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int length = 1; length <= 34; length++) {
            student.learn(records(2, length), OBJECTIVE, 0.01);
            sessions.addAll(graph.getSessions().values());
        }
        assertThat(sessions).as("one for each 16 of 34 shapes").hasSize(3);
        INDArray embedding = graph.getVariable("embedding").getArr();
        SameDiff gradients = graph.getFunction("grad");

        student.close();
        student.close();

        assertThat(embedding.wasClosed()).isTrue();
        assertThat(graph.getSessions()).isEmpty();
        assertThat(gradients.getSessions()).isEmpty();
        assertThat(gradients.variables())
                .filteredOn(variable -> variable.isConstant() || variable.getVariableType() == VariableType.VARIABLE)
                .isNotEmpty()
                .allMatch(variable -> variable.getArr().wasClosed());
    }

    @Test
    void continuesFromItsStateToTheBit() {
        StepSettings adam = StepSettings.of(AdamW.of(0.1)).withClipNorm(0.1).withAccumulation(2);
        SameDiffStudent whole = student(graph(), adam, 0.4);
        SameDiffStudent fresh = student(graph(), adam, 0.4);
        Batch batch = records(5, 4);
        for (int step = 0; step < 3; step++) {
            whole.learn(batch, OBJECTIVE, 0.1);
        }
        Path file = folder.resolve("student.state");
        StateFile.write(file, "test", whole);
        StateFile.read(file, "test", fresh);
        assertThat(fresh.logits(batch.tokens())).isDeepEqualTo(whole.logits(batch.tokens()));
        for (int step = 0; step < 3; step++) {
            assertThat(fresh.learn(batch, OBJECTIVE, 0.1)).isEqualTo(whole.learn(batch, OBJECTIVE, 0.1));
        }
        assertThat(fresh.logits(batch.tokens())).isDeepEqualTo(whole.logits(batch.tokens()));
    }

    @Test
    void savesAGraphThatAnswersTheSame() {
        SameDiffStudent student = student(graph(), SGD, 0);
        Batch batch = records(3, 4);
        student.learn(batch, OBJECTIVE, 0.1);
        student.save(folder.resolve("student.fb"));
        SameDiff loaded = SameDiff.load(folder.resolve("student.fb").toFile(), false);
        assertThat(loaded.outputSingle(inputs(batch.tokens(), null, 0), "logits")
                        .toFloatMatrix())
                .isDeepEqualTo(student.logits(batch.tokens()));
    }

    @Test
    void hasNoHiddenStatesToMatch() {
        Batch batch = Batch.of(List.of("a"), new int[][] {{1}}, new int[] {0}).withTeacher(new float[1][2]);
        Pkd pkd = new Pkd(OBJECTIVE, HiddenStateMatching.of(1, true), new LayerMap.Skip());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> student(graph(), SGD, 0).learn(batch, pkd, 0.1))
                .withMessageContaining("no blocks");
    }

    @Test
    void refusesGraphsThatCannotLearn() {
        SameDiff constant = SameDiff.create();
        constant.constant("logits", Nd4j.ones(2, 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> student(constant, SGD, 0))
                .withMessageContaining("no variables");
        SameDiff doubles = SameDiff.create();
        doubles.var("logits", Nd4j.ones(DataType.DOUBLE, 2, 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> student(doubles, SGD, 0))
                .withMessageContaining("logits: found a variable of type DOUBLE");
    }

    @Test
    void tellsKindsByName() {
        assertThat(List.of(
                        "a.LayerNorm.bias",
                        "layer.0.sa_layer_norm.weight",
                        "q_lin.bias",
                        "word_embeddings.weight",
                        "w"))
                .extracting(SameDiffStudent::kindByName)
                .containsExactly(Kind.NORM, Kind.NORM, Kind.BIAS, Kind.EMBEDDING, Kind.WEIGHT);
    }

    private static SameDiffStudent student(SameDiff graph, StepSettings settings, double dropout) {
        return new SameDiffStudent(
                graph,
                (tokens, random) -> inputs(tokens, random, dropout),
                "logits",
                2,
                SameDiffStudent::kindByName,
                settings,
                SEED);
    }

    private static SameDiff graph() {
        GatherGradient.install();
        SameDiff graph = SameDiff.create();
        SDVariable ids = graph.placeHolder("ids", DataType.INT64, -1);
        SDVariable average = graph.placeHolder("average", DataType.FLOAT, -1, -1);
        SDVariable mask = graph.placeHolder("mask", DataType.FLOAT, -1, WIDTH);
        SDVariable rows = graph.gather(graph.var("embedding", random("embedding", VOCABULARY, WIDTH)), ids, 0);
        SDVariable features = average.mmul(rows).mul(mask);
        features.mmul(graph.var("weight", random("weight", WIDTH, 2)))
                .add("logits", graph.var("bias", random("bias", 2)));
        return graph;
    }

    private static Map<String, INDArray> inputs(int[][] tokens, SplittableRandom dropout, double probability) {
        List<Long> ids = new ArrayList<>();
        for (int[] row : tokens) {
            IntStream.of(row).forEach(id -> ids.add((long) id));
        }
        float[][] average = new float[tokens.length][ids.size()];
        float[][] mask = new float[tokens.length][WIDTH];
        for (int i = 0, at = 0; i < tokens.length; i++) {
            for (int j = 0; j < tokens[i].length; j++) {
                average[i][at++] = 1f / tokens[i].length;
            }
            for (int j = 0; j < WIDTH; j++) {
                boolean kept = dropout == null || dropout.nextDouble() >= probability;
                mask[i][j] = dropout == null ? 1f : kept ? (float) (1 / (1 - probability)) : 0f;
            }
        }
        long[] flat = ids.stream().mapToLong(Long::longValue).toArray();
        return Map.of(
                "ids", Nd4j.createFromArray(flat),
                "average", Nd4j.createFromArray(average),
                "mask", Nd4j.createFromArray(mask));
    }

    private static Batch records(int n, int length) {
        SplittableRandom random = Seeds.stream(SEED, "records", length);
        List<String> ids = new ArrayList<>();
        int[][] tokens = new int[n][];
        float[][] teacher = new float[n][2];
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            ids.add("r" + i);
            tokens[i] = random.ints(length, 0, VOCABULARY).toArray();
            labels[i] = random.nextInt(2);
            teacher[i][0] = (float) random.nextDouble(-2, 2);
        }
        return Batch.of(ids, tokens, labels).withTeacher(teacher);
    }

    private static double loss(SameDiffStudent student, Batch batch) {
        float[][] logits = student.logits(batch.tokens());
        double sum = 0;
        for (int i = 0; i < batch.size(); i++) {
            double[] z = {logits[i][0], logits[i][1]};
            double[] t = {batch.teacherLogits()[i][0], batch.teacherLogits()[i][1]};
            sum += OBJECTIVE.loss(z, t, batch.labels()[i], new double[2]);
        }
        return sum / batch.size();
    }

    private static INDArray random(String purpose, long... shape) {
        int length = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        SplittableRandom random = Seeds.stream(SEED, purpose, 0);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return Nd4j.create(values, shape, 'c');
    }
}
