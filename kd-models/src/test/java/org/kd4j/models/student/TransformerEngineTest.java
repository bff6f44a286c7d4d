package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.encoder.Activation;
import org.kd4j.core.encoder.EmbeddingShape;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.encoder.PositionRule;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;

/** A transformer gives the same numbers on both engines. */
class TransformerEngineTest {
    private static final TextTask TASK = new TextTask(30, 1, 10, 3);
    static final Objective OBJECTIVE = Hinton.of(2, 0.6);
    private static final StepSettings PLAIN = StepSettings.of(new Sgd());

    static Stream<TransformerSettings> settings() {
        List<TransformerSettings> all = new ArrayList<>();
        for (HeadKind head : HeadKind.values()) {
            for (Pooling pooling : Pooling.values()) {
                all.add(new TransformerSettings(TASK, bert(Activation.GELU), pooling, head, 0));
            }
        }
        all.add(new TransformerSettings(TASK, bert(Activation.GELU_TANH), Pooling.MEAN, HeadKind.LINEAR, 0));
        all.add(new TransformerSettings(TASK, bert(Activation.RELU), Pooling.CLS, HeadKind.LINEAR, 0));
        all.add(new TransformerSettings(TASK, roberta(), Pooling.CLS, HeadKind.TANH, 0));
        all.add(new TransformerSettings(TASK, albert(), Pooling.MEAN, HeadKind.TANH, 0));
        all.add(new TransformerSettings(TASK, bert(Activation.GELU), Pooling.MEAN, HeadKind.RELU, 0.3));
        all.add(new TransformerSettings(TASK, albert(), Pooling.CLS, HeadKind.LINEAR, 0.3));
        return all.stream();
    }

    private static EncoderShape bert(Activation activation) {
        EmbeddingShape embeddings = new EmbeddingShape(30, 12, new PositionRule.FromStart(), 2, 12, false);
        return new EncoderShape(embeddings, 12, 3, 20, 2, false, activation, 1e-12f);
    }

    /** Its positions are counted behind the padding. */
    private static EncoderShape roberta() {
        EmbeddingShape embeddings = new EmbeddingShape(30, 14, new PositionRule.BehindPadding(1), 1, 12, false);
        return new EncoderShape(embeddings, 12, 3, 20, 2, false, Activation.GELU, 1e-5f);
    }

    /** Its blocks share their weights behind narrow embeddings. */
    private static EncoderShape albert() {
        EmbeddingShape embeddings = new EmbeddingShape(30, 12, new PositionRule.FromStart(), 2, 5, true);
        return new EncoderShape(embeddings, 12, 3, 20, 3, true, Activation.GELU_TANH, 1e-12f);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void movesEveryWeightAlike(TransformerSettings settings) {
        try (TransformerStudent engine = student(settings, PLAIN, TransformerEngine.ENCODER);
                TransformerStudent graph = student(settings, PLAIN, TransformerEngine.SAMEDIFF)) {
            for (int[] shape : new int[][] {{5, 10}, {3, 7}, {1, 4}, {1, 1}, {2, 0}, {5, 10}}) {
                Batch batch = batch(shape[0], shape[1], shape[0]);
                assertAlike(engine, graph, batch, OBJECTIVE);
            }
        }
    }

    /** One step from the same weights: loss, logits, and the way that each weight goes, relative in the Euclidean norm. */
    static void assertAlike(TransformerStudent engine, TransformerStudent graph, Batch batch, Objective objective) {
        float[] before = weights(engine);
        graph.weights().put(0, before);
        float[][] logits = engine.logits(batch.tokens());
        float[][] found = graph.logits(batch.tokens());
        for (int i = 0; i < logits.length; i++) {
            assertThat(found[i]).as("logits of record %d", i).containsExactly(logits[i], within(2e-5f));
        }
        double loss = engine.learn(batch, objective, 1);
        assertThat(graph.learn(batch, objective, 1)).isCloseTo(loss, within(1e-5 * loss));
        float[] expected = weights(engine);
        float[] moved = weights(graph);
        for (ParameterPart part : engine.parts()) {
            double difference = 0;
            double length = 0;
            for (int i = part.offset(); i < part.offset() + part.length(); i++) {
                difference += Math.pow(moved[i] - expected[i], 2);
                length += Math.pow(expected[i] - before[i], 2);
            }
            // A key's bias has a gradient of 0 but for rounding.
            assertThat(Math.sqrt(difference))
                    .as("%s, whose step is %s long", part.name(), Math.sqrt(length))
                    .isLessThan(1e-5 * Math.sqrt(length) + 2e-6);
        }
    }

    private static float[] weights(TransformerStudent student) {
        float[] values = new float[student.weights().limit()];
        student.weights().get(0, values);
        return values;
    }

    /** Weights large enough for texts to differ. */
    static TransformerStudent student(TransformerSettings settings, StepSettings steps, TransformerEngine engine) {
        TransformerStudent student = TransformerStudent.create(settings, steps, 3, engine);
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < student.weights().limit(); i++) {
            student.weights().put(i, student.weights().get(i) + (float) random.nextDouble(-0.4, 0.4));
        }
        return student;
    }

    /** The first text is the longest and the second empty; the others have padding among their tokens. */
    static Batch batch(int size, int longest, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[][] tokens = new int[size][];
        float[][] teacher = new float[size][3];
        for (int row = 0; row < size; row++) {
            int length = row == 0 ? longest : row == 1 ? 0 : random.nextInt(longest + 1);
            tokens[row] = random.ints(length, row < 2 ? 2 : 0, 30).toArray();
            for (int c = 0; c < 3; c++) {
                teacher[row][c] = (float) random.nextDouble(-2, 2);
            }
        }
        return new Batch(
                IntStream.range(0, size).mapToObj(row -> "record " + row).toList(),
                tokens,
                random.ints(size, 0, 3).toArray(),
                teacher);
    }
}
