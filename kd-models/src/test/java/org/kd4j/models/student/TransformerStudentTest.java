package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.objective.HardLabels;
import org.kd4j.core.training.Adam;
import org.kd4j.core.training.AdamW;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.PartRule;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class TransformerStudentTest extends AbstractTransformerTest {
    static final StepSettings PLAIN = StepSettings.of(new Sgd());

    static TransformerSettings settings(HeadKind head, Pooling pooling, double dropout) {
        return TransformerSettings.of(TASK, 2, 8, 2, 16)
                .withHead(head)
                .withPooling(pooling)
                .withDropout(dropout);
    }

    /** Its gradient, of the size of its weights, comes with the first step. */
    @Test
    void hasOnlyItsWeightsInMemoryUntilItLearns() {
        int words = 1 << 16;
        TransformerSettings large = TransformerSettings.of(new TextTask(words, 0, 12, 3), 1, 8, 2, 16);
        long weights = (long) Float.BYTES * words * 8;
        long before = Pointer.totalBytes();
        try (TransformerStudent student = TransformerStudent.create(large, PLAIN, 1)) {
            student.logits(new int[][] {{1, 2, 3}});
            assertThat(Pointer.totalBytes() - before).isLessThan(weights + weights / 2);
            student.learn(batch(4, 1), OBJECTIVE, 0.1);
            assertThat(student.logits(new int[][] {{1, 2, 3}})[0]).doesNotContain(Float.NaN);
        }
    }

    @Override
    Student create(long seed) {
        TransformerStudent student = TransformerStudent.create(settings(HeadKind.TANH, Pooling.MEAN, 0), PLAIN, seed);
        spread(student);
        return student;
    }

    /**
     * Weights of the usual size give nearly the same logits for every text at this width, and biases of 0 put the empty
     * text on the rectifier's edge.
     */
    static void spread(TransformerStudent student) {
        for (ParameterPart part : student.parts()) {
            if (part.name().equals("head.inner.bias")) {
                student.setPart(part.name(), new float[] {0.2f, -0.3f, 0.1f, 0.4f, -0.1f, 0.3f, -0.2f, 0.5f});
            } else if (part.kind() != ParameterPart.Kind.BIAS && part.kind() != ParameterPart.Kind.NORM) {
                float[] values = student.part(part.name());
                for (int i = 0; i < values.length; i++) {
                    values[i] *= 15;
                }
                student.setPart(part.name(), values);
            }
        }
    }

    @Override
    Student load(Path file) {
        return TransformerStudent.load(file, settings(HeadKind.TANH, Pooling.MEAN, 0), PLAIN);
    }

    @Test
    void leavesFrozenBlocksAsTheyAreAndMovesTheRestAsBefore() {
        StepSettings frozen = PLAIN.withRules(
                part -> part.name().startsWith("embeddings.") || part.name().startsWith("layers.0.")
                        ? PartRule.standard(part).freeze()
                        : PartRule.standard(part));
        TransformerSettings settings = settings(HeadKind.LINEAR, Pooling.CLS, 0);
        Batch batch = batch(6, 3);
        try (TransformerStudent all = TransformerStudent.create(settings, PLAIN, 4);
                TransformerStudent some = TransformerStudent.create(settings, frozen, 4);
                TransformerStudent first = TransformerStudent.create(settings, PLAIN, 4)) {
            all.learn(batch, OBJECTIVE, 0.1);
            some.learn(batch, OBJECTIVE, 0.1);
            for (ParameterPart part : all.parts()) {
                boolean still =
                        part.name().startsWith("embeddings.") || part.name().startsWith("layers.0.");
                assertThat(some.part(part.name()))
                        .as(part.name())
                        .containsExactly((still ? first : all).part(part.name()), within(1e-6f));
            }
        }
    }

    @Test
    void movesOnlyTheWordsOfTheBatchWhereStepsAreSparse() {
        StepSettings sparse = StepSettings.of(new AdamW(Adam.standard(), 0.01))
                .withRules(part -> part.kind() == ParameterPart.Kind.EMBEDDING
                        ? PartRule.standard(part).onTouchedRows()
                        : PartRule.standard(part));
        Batch batch = Batch.of(List.of("a"), new int[][] {{3, 4, 3}}, new int[] {1});
        try (TransformerStudent student =
                TransformerStudent.create(settings(HeadKind.LINEAR, Pooling.MEAN, 0), sparse, 5)) {
            float[] before = student.part("embeddings.words");
            student.learn(batch, new HardLabels(), 0.1);
            float[] after = student.part("embeddings.words");
            for (int row = 0; row < TASK.vocabularySize(); row++) {
                float[] old = Arrays.copyOfRange(before, row * 8, row * 8 + 8);
                float[] now = Arrays.copyOfRange(after, row * 8, row * 8 + 8);
                if (row == 3 || row == 4) {
                    assertThat(now).as("row %d", row).isNotEqualTo(old);
                } else {
                    assertThat(now).as("row %d", row).isEqualTo(old);
                }
            }
        }
    }

    @Test
    void dropsInTrainingOnlyAndAsTheSeedSays() {
        Batch batch = batch(6, 7);
        TransformerSettings dropping = settings(HeadKind.LINEAR, Pooling.MEAN, 0.5);
        try (TransformerStudent one = TransformerStudent.create(dropping, PLAIN, 6);
                TransformerStudent same = TransformerStudent.create(dropping, PLAIN, 6)) {
            assertThat(one.logits(batch.tokens())).isDeepEqualTo(one.logits(batch.tokens()));
            double evaluated = loss(one, batch);
            double first = one.learn(batch, OBJECTIVE, 0);
            double second = one.learn(batch, OBJECTIVE, 0);
            assertThat(first).isNotCloseTo(evaluated, within(1e-6)).isNotCloseTo(second, within(1e-6));
            assertThat(same.learn(batch, OBJECTIVE, 0)).isEqualTo(first);
        }
    }

    /** Under dropout, the state holds how many passes there were. */
    @Test
    void continuesFromItsStateUnderDropout() {
        StepSettings steps = StepSettings.of(new AdamW(Adam.standard(), 0.01));
        TransformerSettings dropping = settings(HeadKind.RELU, Pooling.CLS, 0.3);
        try (Student whole = TransformerStudent.create(dropping, steps, 8);
                Student fresh = TransformerStudent.create(dropping, steps, 8)) {
            assertContinues(whole, fresh);
        }
    }

    @Test
    void givesAGraphThatDl4jFits() throws IOException {
        Path file = folder.resolve("student.zip");
        try (TransformerStudent student =
                TransformerStudent.create(settings(HeadKind.LINEAR, Pooling.MEAN, 0.1), PLAIN, 9)) {
            student.save(file);
        }
        ComputationGraph graph = ComputationGraph.load(file.toFile(), true);
        graph.setLearningRate(0.01);
        Batch batch = batch(8, 10);
        INDArray labels = Nd4j.zeros(8, TASK.classes());
        for (int row = 0; row < 8; row++) {
            labels.putScalar(row, batch.labels()[row], 1);
        }
        DataSet data = new DataSet(padded(batch), labels);
        double first = graph.score(data, false);
        for (int step = 0; step < 60; step++) {
            graph.fit(data);
        }
        assertThat(graph.score(data, false)).isLessThan(first / 2);
    }

    /** DL4J feeds a mask of tokens; what it hides is padding. */
    @Test
    void givesAGraphThatKnowsMasks() {
        try (TransformerStudent student =
                TransformerStudent.create(settings(HeadKind.TANH, Pooling.MEAN, 0), PLAIN, 9)) {
            spread(student);
            ComputationGraph graph = student.graph();
            INDArray ids = Nd4j.createFromArray(new int[][][] {{{3, 4, 5, 6}}, {{7, 8, 9, 10}}});
            INDArray mask = Nd4j.createFromArray(new float[][] {{1, 1, 0, 0}, {1, 1, 1, 1}});
            INDArray labels = Nd4j.createFromArray(new float[][] {{1, 0, 0}, {0, 1, 0}});
            float[][] found = graph.output(false, new INDArray[] {ids}, new INDArray[] {mask})[0].toFloatMatrix();
            float[][] expected = student.logits(new int[][] {{3, 4}, {7, 8, 9, 10}});
            for (int row = 0; row < 2; row++) {
                assertThat(found[row]).containsExactly(softmax(expected[row]), within(1e-5f));
            }
            graph.fit(new DataSet(ids, labels, mask, null));
            assertThat(graph.score()).isFinite();
        }
    }

    @Test
    void refusesToLoadOtherFunctionsOfTheSameShape() {
        Path file = folder.resolve("student.zip");
        TransformerSettings tanh = settings(HeadKind.TANH, Pooling.MEAN, 0);
        try (TransformerStudent student = TransformerStudent.create(tanh, PLAIN, 9)) {
            student.save(file);
        }
        TransformerStudent.load(file, tanh.withDropout(0.2), PLAIN).close();
        EncoderShape shape = tanh.encoder();
        EncoderShape fourHeads = new EncoderShape(
                shape.embeddings(),
                shape.hidden(),
                4,
                shape.intermediate(),
                2,
                false,
                shape.activation(),
                shape.epsilon());
        for (TransformerSettings other : List.of(
                tanh.withHead(HeadKind.RELU),
                tanh.withPooling(Pooling.CLS),
                new TransformerSettings(TASK, fourHeads, Pooling.MEAN, HeadKind.TANH, 0),
                new TransformerSettings(new TextTask(30, 1, 12, 3), shape, Pooling.MEAN, HeadKind.TANH, 0))) {
            assertThatThrownBy(() -> TransformerStudent.load(file, other, PLAIN))
                    .as(other.toString())
                    .isInstanceOf(InvalidInput.class);
        }
    }

    /** A file says which function it has. */
    @ParameterizedTest
    @EnumSource(HeadKind.class)
    void isSavedWithEveryHead(HeadKind head) {
        Path file = folder.resolve("student.zip");
        int[][] rows = {{3, 4, 5}, {7}};
        TransformerSettings settings = settings(head, Pooling.CLS, 0);
        try (TransformerStudent student = TransformerStudent.create(settings, PLAIN, 9)) {
            spread(student);
            student.save(file);
            try (TransformerStudent loaded = TransformerStudent.load(file, settings, PLAIN)) {
                assertThat(loaded.logits(rows)).isDeepEqualTo(student.logits(rows));
            }
        }
        for (HeadKind other : HeadKind.values()) {
            if (other != head) {
                assertThatThrownBy(() -> TransformerStudent.load(file, settings.withHead(other), PLAIN))
                        .as(other.toString())
                        .isInstanceOf(InvalidInput.class);
            }
        }
    }

    /** The graph's gradient, which DL4J's updater divides by the records, is the student's. */
    @ParameterizedTest
    @EnumSource(HeadKind.class)
    void givesAGraphWithTheSameGradient(HeadKind head) {
        Batch batch = batch(6, 11);
        for (Pooling pooling : Pooling.values()) {
            try (TransformerStudent student = TransformerStudent.create(settings(head, pooling, 0), PLAIN, 12)) {
                spread(student);
                float[] found = gradient(student.graph(), batch);
                float[] expected = new float[parameterCount(student)];
                student.weights().get(0, expected);
                student.learn(batch, new HardLabels(), 1.0);
                for (int i = 0; i < expected.length; i++) {
                    expected[i] -= parameter(student, i);
                }
                assertThat(found).as(pooling.name()).containsExactly(expected, within(1e-5f));
            }
        }
    }

    private static float[] gradient(ComputationGraph graph, Batch batch) {
        graph.setInputs(padded(batch));
        INDArray labels = Nd4j.zeros(batch.size(), TASK.classes());
        for (int row = 0; row < batch.size(); row++) {
            labels.putScalar(row, batch.labels()[row], 1);
        }
        graph.setLabels(labels);
        graph.computeGradientAndScore();
        return graph.getFlattenedGradients().div(batch.size()).toFloatVector();
    }

    /** Three of six are 2, 4 and 6; where the stretches are no whole numbers of blocks, the nearest. */
    @ParameterizedTest
    @CsvSource({"6, 3, 2 4 6", "6, 2, 3 6", "6, 1, 6", "6, 6, 1 2 3 4 5 6", "4, 3, 1 3 4", "5, 2, 3 5"})
    void takesTheLastBlockOfEveryStretch(int blocks, int layers, String expected) {
        try (TransformerStudent teacher =
                TransformerStudent.create(TransformerSettings.of(TASK, blocks, 8, 2, 16), PLAIN, 13)) {
            assertThat(teacher.encoder().everyKth(layers))
                    .extracting(String::valueOf)
                    .containsExactly(expected.split(" "));
            assertThatThrownBy(() -> teacher.encoder().everyKth(blocks + 1))
                    .hasMessageContaining("expected 1 to the teacher's " + blocks);
        }
    }

    @Test
    void startsFromAnotherEncodersBlocks() {
        TransformerSettings deep = TransformerSettings.of(TASK, 4, 8, 2, 16);
        TransformerSettings shallow = settings(HeadKind.LINEAR, Pooling.MEAN, 0);
        try (TransformerStudent teacher = TransformerStudent.create(deep, PLAIN, 13);
                TransformerStudent student = TransformerStudent.create(shallow, PLAIN, 14)
                        .startingFrom(teacher.encoder().keeping(List.of(2, 4)))) {
            assertThat(student.part("embeddings.words")).isEqualTo(teacher.part("embeddings.words"));
            assertThat(student.part("layers.0.up.weight")).isEqualTo(teacher.part("layers.1.up.weight"));
            assertThat(student.part("layers.1.queryKeyValue.bias"))
                    .isEqualTo(teacher.part("layers.3.queryKeyValue.bias"));
        }
    }

    /** Weights of as many heads as others have the same shape, and mean something else. */
    @Test
    void startsFromNoEncoderOfOtherHeads() {
        TransformerSettings four = TransformerSettings.of(TASK, 2, 8, 4, 16);
        try (TransformerStudent teacher = TransformerStudent.create(four, PLAIN, 13)) {
            PretrainedEncoder encoder = teacher.encoder();
            TransformerStudent student =
                    TransformerStudent.create(settings(HeadKind.LINEAR, Pooling.MEAN, 0), PLAIN, 14);
            assertThatThrownBy(() -> student.startingFrom(encoder))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found 4 heads and GELU, expected those of");
        }
    }

    @Test
    void refusesShapesThatDoNotFit() {
        TransformerSettings good = settings(HeadKind.LINEAR, Pooling.MEAN, 0);
        assertThatThrownBy(() -> good.withDropout(1)).hasMessageContaining("dropout: found 1.0");
        TextTask longer = new TextTask(30, 0, 13, 3);
        assertThatThrownBy(() -> new TransformerSettings(longer, good.encoder(), Pooling.MEAN, HeadKind.LINEAR, 0))
                .hasMessageContaining("positions of the encoder: found 12, expected at least 13");
        TextTask wider = new TextTask(31, 0, 12, 3);
        assertThatThrownBy(() -> new TransformerSettings(wider, good.encoder(), Pooling.MEAN, HeadKind.LINEAR, 0))
                .hasMessageContaining("words of the encoder: found 30, expected at least 31");
    }
}
