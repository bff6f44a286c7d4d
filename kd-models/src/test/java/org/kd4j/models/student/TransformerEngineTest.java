package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.KnownStates;
import org.kd4j.core.encoder.Activation;
import org.kd4j.core.encoder.EmbeddingShape;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.encoder.PositionRule;
import org.kd4j.core.objective.BlockPair;
import org.kd4j.core.objective.Dedier;
import org.kd4j.core.objective.EarlyReadoutWeighting.ExpScaledMarginIfWrongElseOne;
import org.kd4j.core.objective.HardLabels;
import org.kd4j.core.objective.HiddenStateMatching;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.LayerMap;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.objective.Pkd;
import org.kd4j.core.objective.TeacherLayers;
import org.kd4j.core.objective.WeightedTerms;
import org.kd4j.core.state.StateFile;
import org.kd4j.core.training.Adam;
import org.kd4j.core.training.AdamW;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.PartRule;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;
import org.nd4j.linalg.factory.Nd4j;

/** A transformer gives the same numbers on both engines. */
class TransformerEngineTest {
    private static final TextTask TASK = new TextTask(30, 1, 10, 3);
    private static final Objective OBJECTIVE = Hinton.of(2, 0.6);
    private static final StepSettings PLAIN = StepSettings.of(new Sgd());

    /** Its epsilon keeps weights with a gradient of 0 from moving by the noise of its rounding. */
    private static final AdamW MOMENTS = new AdamW(new Adam(0.9, 0.999, 1e-3), 0.01);

    @TempDir
    Path folder;

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
            for (int[] shape : new int[][] {{5, 10}, {3, 7}, {1, 4}, {1, 1}, {2, 0}, {1, 0}, {5, 10}}) {
                assertAlike(engine, graph, batch(shape[0], shape[1], shape[0]), OBJECTIVE);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"12, MEAN", "5, MEAN", "12, CLS", "5, CLS"})
    void matchesHiddenStatesAlike(int teacherWidth, Pooling pooling) {
        TransformerSettings settings = new TransformerSettings(
                        TASK, bert(Activation.GELU), pooling, HeadKind.LINEAR, 0.2)
                .withMatchedWidth(teacherWidth);
        List<BlockPair> pairs = List.of(new BlockPair(0, 1), new BlockPair(1, 4), new BlockPair(2, 2));
        Pkd pkd = new Pkd(OBJECTIVE, HiddenStateMatching.of(30, true), new LayerMap.Explicit(pairs));
        Pkd other = new Pkd(OBJECTIVE, HiddenStateMatching.of(3, false), new LayerMap.Explicit(pairs.subList(1, 2)));
        Batch batch = withStates(batch(5, 8, 4), new TeacherLayers(4, teacherWidth, List.of(1, 2, 4)));
        try (TransformerStudent engine = student(settings, PLAIN, TransformerEngine.ENCODER);
                TransformerStudent graph = student(settings, PLAIN, TransformerEngine.SAMEDIFF)) {
            assertAlike(engine, graph, batch, pkd);
            assertAlike(engine, graph, batch, other);
            assertAlike(engine, graph, batch, OBJECTIVE);
            assertAlike(engine, graph, batch, pkd);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsEarlyAlike(Pooling pooling) {
        TransformerSettings settings = new TransformerSettings(
                        TASK, bert(Activation.GELU), pooling, HeadKind.LINEAR, 0.2)
                .withEarlyReadout(Pooling.CLS);
        Dedier dedier = new Dedier(Hinton.of(2, 0.6), new ExpScaledMarginIfWrongElseOne(3), WeightedTerms.BOTH, 0.5, 1);
        try (TransformerStudent engine = student(settings, PLAIN, TransformerEngine.ENCODER);
                TransformerStudent graph = student(settings, PLAIN, TransformerEngine.SAMEDIFF)) {
            assertAlike(engine, graph, batch(5, 8, 4), dedier);
            assertAlike(engine, graph, batch(3, 10, 2), dedier);
            assertAlike(engine, graph, batch(3, 10, 2), OBJECTIVE);
        }
    }

    /** So many scores that the engine takes the heads in groups. */
    @ParameterizedTest
    @EnumSource
    void dropsAlikeInLongTexts(Pooling pooling) {
        TextTask task = new TextTask(30, 1, 160, 3);
        EmbeddingShape embeddings = new EmbeddingShape(30, 160, new PositionRule.FromStart(), 0, 6, false);
        EncoderShape shape = new EncoderShape(embeddings, 6, 3, 8, 1, false, Activation.GELU, 1e-12f);
        TransformerSettings settings = new TransformerSettings(task, shape, pooling, HeadKind.LINEAR, 0.3);
        try (TransformerStudent engine = student(settings, PLAIN, TransformerEngine.ENCODER);
                TransformerStudent graph = student(settings, PLAIN, TransformerEngine.SAMEDIFF)) {
            assertAlike(engine, graph, batch(3, 160, 8), OBJECTIVE);
        }
    }

    /** 1,024 heads on 2,100 texts of which one has 40 tokens: with padding over 2^31 probabilities, a few without. */
    @Test
    void refusesABatchThatIsTooLargeWithItsPadding() {
        TextTask task = new TextTask(30, 1, 40, 3);
        EmbeddingShape embeddings = new EmbeddingShape(30, 40, new PositionRule.FromStart(), 0, 1024, false);
        EncoderShape shape = new EncoderShape(embeddings, 1024, 1024, 8, 1, false, Activation.GELU, 1e-12f);
        TransformerSettings settings = new TransformerSettings(task, shape, Pooling.MEAN, HeadKind.LINEAR, 0.1);
        int[][] tokens = new int[2100][1];
        tokens[0] = new int[40];
        Batch batch = Batch.of(Collections.nCopies(2100, "text"), tokens, new int[2100]);
        try (TransformerStudent graph = TransformerStudent.create(settings, PLAIN, 1, TransformerEngine.SAMEDIFF)) {
            assertThatThrownBy(() -> graph.learn(batch, new HardLabels(), 0.1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a batch of 2100 records with 84000 tokens, whose attention probabilities")
                    .hasMessageContaining("give fewer records at a time");
        }
    }

    static Stream<Arguments> steps() {
        Function<ParameterPart, PartRule> frozen =
                part -> part.name().startsWith("embeddings.") || part.name().startsWith("layers.0.")
                        ? PartRule.standard(part).freeze()
                        : PartRule.standard(part).scaled(0.5);
        return Stream.of(
                Arguments.of("frozen", PLAIN.withRules(frozen)),
                Arguments.of(
                        "all frozen",
                        PLAIN.withRules(part -> PartRule.standard(part).freeze())),
                Arguments.of("in pieces", PLAIN.withAccumulation(3)),
                Arguments.of("clipped", PLAIN.withClipNorm(0.1)),
                Arguments.of("dense", StepSettings.of(MOMENTS)),
                Arguments.of("sparse", StepSettings.of(MOMENTS).withRules(PartRule::sparse)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void stepsAlike(String name, StepSettings steps) {
        TransformerSettings settings =
                new TransformerSettings(TASK, bert(Activation.GELU), Pooling.MEAN, HeadKind.RELU, 0.1);
        try (TransformerStudent engine = student(settings, steps, TransformerEngine.ENCODER);
                TransformerStudent graph = student(settings, steps, TransformerEngine.SAMEDIFF)) {
            for (int step = 0; step < 3; step++) {
                Batch batch = batch(5, 3, step);
                double loss = engine.learn(batch, OBJECTIVE, 0.05);
                assertThat(graph.learn(batch, OBJECTIVE, 0.05)).isCloseTo(loss, within(1e-5 * loss));
            }
            assertThat(weights(graph)).containsExactly(weights(engine), within(1e-5f));
        }
    }

    @Test
    void savesAndLoadsWhatTheOtherDoes() throws IOException {
        TransformerSettings settings =
                new TransformerSettings(TASK, bert(Activation.GELU), Pooling.MEAN, HeadKind.RELU, 0.1);
        Batch batch = batch(5, 9, 6);
        Path ofGraph = folder.resolve("graph.zip");
        Path ofEngine = folder.resolve("engine.zip");
        try (TransformerStudent engine = student(settings, PLAIN, TransformerEngine.ENCODER);
                TransformerStudent graph = student(settings, PLAIN, TransformerEngine.SAMEDIFF)) {
            engine.save(ofEngine);
            graph.save(ofGraph);
            assertThat(graph.fingerprint()).isEqualTo(engine.fingerprint());
            try (TransformerStudent loaded =
                            TransformerStudent.load(ofGraph, settings, PLAIN, TransformerEngine.ENCODER);
                    TransformerStudent other =
                            TransformerStudent.load(ofEngine, settings, PLAIN, TransformerEngine.SAMEDIFF)) {
                assertThat(loaded.logits(batch.tokens())).isDeepEqualTo(engine.logits(batch.tokens()));
                assertThat(other.logits(batch.tokens())).isDeepEqualTo(graph.logits(batch.tokens()));
            }
        }
    }

    /** A training that began on one engine goes on on the other, under dropout and with the optimizer's moments. */
    @Test
    void goesOnFromTheOthersState() {
        StepSettings steps = StepSettings.of(MOMENTS).withAccumulation(2);
        TransformerSettings settings =
                new TransformerSettings(TASK, bert(Activation.GELU), Pooling.MEAN, HeadKind.RELU, 0.1);
        Path file = folder.resolve("state");
        try (TransformerStudent whole = student(settings, steps, TransformerEngine.ENCODER);
                TransformerStudent first = student(settings, steps, TransformerEngine.SAMEDIFF);
                TransformerStudent second = TransformerStudent.create(settings, steps, 3, TransformerEngine.ENCODER)) {
            for (int step = 0; step < 2; step++) {
                whole.learn(batch(5, 9, step), OBJECTIVE, 0.02);
                first.learn(batch(5, 9, step), OBJECTIVE, 0.02);
            }
            StateFile.write(file, "training", first);
            StateFile.read(file, "training", second);
            assertThat(second.learn(batch(5, 9, 2), OBJECTIVE, 0.02))
                    .isCloseTo(whole.learn(batch(5, 9, 2), OBJECTIVE, 0.02), within(1e-5));
            assertThat(weights(second)).containsExactly(weights(whole), within(1e-5f));
        }
    }

    @Test
    void givesTheSameHiddenStates() {
        TransformerSettings settings = new TransformerSettings(TASK, roberta(), Pooling.CLS, HeadKind.TANH, 0.1);
        EncoderTokens tokens = EncoderTokens.of(batch(4, 9, 1).tokens(), TASK.paddingId());
        try (TransformerStudent engine = student(settings, PLAIN, TransformerEngine.ENCODER);
                TransformerStudent graph = student(settings, PLAIN, TransformerEngine.SAMEDIFF)) {
            for (int layer = 0; layer <= 2; layer++) {
                assertThat(graph.hiddenStates(tokens, layer))
                        .containsExactly(engine.hiddenStates(tokens, layer), within(1e-5f));
            }
            int[][] rows = batch(4, 9, 1).tokens();
            float[][] first = engine.firstStates(rows, List.of(0, 2));
            float[][] found = graph.firstStates(rows, List.of(0, 2));
            for (int row = 0; row < rows.length; row++) {
                assertThat(found[row]).hasSize(24).containsExactly(first[row], within(1e-5f));
            }
        }
    }

    @Test
    void choosesTheEngineForTheBackend() {
        TransformerSettings settings = TransformerSettings.of(TASK, 1, 12, 3, 20);
        try (TransformerNetwork chosen = TransformerEngine.AUTO.network(settings, PLAIN, 1)) {
            assertThat(chosen).isInstanceOf(Nd4j.getEnvironment().isCPU() ? EngineNetwork.class : GraphNetwork.class);
        }
    }

    /** One step from the same weights: loss, logits, and the way that each weight goes, relative in the Euclidean norm. */
    private static void assertAlike(
            TransformerStudent engine, TransformerStudent graph, Batch batch, Objective objective) {
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
        engine.weights().put(0, before);
    }

    private static float[] weights(TransformerStudent student) {
        float[] values = new float[student.weights().limit()];
        student.weights().get(0, values);
        return values;
    }

    /** Weights large enough for texts to differ. */
    private static TransformerStudent student(
            TransformerSettings settings, StepSettings steps, TransformerEngine engine) {
        TransformerStudent student = TransformerStudent.create(settings, steps, 3, engine);
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < student.weights().limit(); i++) {
            student.weights().put(i, student.weights().get(i) + (float) random.nextDouble(-0.4, 0.4));
        }
        return student;
    }

    /** The first text is the longest and the second empty; the others have padding among their tokens. */
    private static Batch batch(int size, int longest, long seed) {
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
        return Batch.of(
                        IntStream.range(0, size)
                                .mapToObj(row -> "record " + row)
                                .toList(),
                        tokens,
                        random.ints(size, 0, 3).toArray())
                .withTeacher(teacher);
    }

    private static Batch withStates(Batch batch, TeacherLayers layers) {
        SplittableRandom random = new SplittableRandom(5);
        float[][] rows = new float[batch.size()][layers.rowLength()];
        for (float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) random.nextDouble(-2, 2);
            }
        }
        return batch.withTeacherStates(new KnownStates(layers, "teacher", rows));
    }
}
