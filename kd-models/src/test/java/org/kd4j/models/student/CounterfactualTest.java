package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.KnownStates;
import org.kd4j.core.golden.Golden;
import org.kd4j.core.interchange.Columns;
import org.kd4j.core.interchange.Exchange;
import org.kd4j.core.interchange.Interchange;
import org.kd4j.core.objective.BlockPair;
import org.kd4j.core.objective.Diito;
import org.kd4j.core.objective.HiddenStateMatching;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.LayerMap;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.objective.Pkd;
import org.kd4j.core.objective.Reduction;
import org.kd4j.core.objective.TeacherLayers;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.PartRule;
import org.kd4j.core.training.Pass;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.core.training.TouchedRows;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;

/** Interchange interventions on transformers: what PyTorch makes of them, and the same on both engines. */
class CounterfactualTest {
    private static final StepSettings PLAIN = StepSettings.of(new Sgd());
    private static final TextTask TASK = new TextTask(30, 1, 10, 3);
    private static final int WIDTH = 12;
    private static final int BLOCKS = 3;
    /** The second text is empty, and the last is nobody's base. */
    private static final int[] LENGTHS = {9, 0, 5, 7, 1, 4};

    @ParameterizedTest
    @EnumSource(
            value = TransformerEngine.class,
            names = {"ENCODER", "SAMEDIFF"})
    void answersAsPyTorchDoes(TransformerEngine engine) {
        Trajectory trajectory = Trajectory.read("distilbert-hinton-adamw");
        int[][] records = trajectory.records().tokens();
        JsonNode cases = Golden.json("interchange.json");
        try (TransformerStudent student = (TransformerStudent) DistilBertStudent.student(trajectory, PLAIN, engine)) {
            float[][] plain = student.logits(records);
            float[][] states = student.firstStates(records, List.of(1, 2));
            assertThat(cases).hasSize(24);
            for (JsonNode one : cases) {
                int base = one.get("base").asInt();
                int source = one.get("source").asInt();
                Exchange exchange = new Exchange(
                        base, source, numbers(one.get("base_positions")), numbers(one.get("source_positions")));
                Interchange interchange =
                        new Interchange(one.get("block").asInt(), Columns.all(student.hidden()), List.of(exchange));
                float[][] found = student.counterfactualLogits(records, interchange);
                assertThat(plain[base]).containsExactly(floats(one.get("base_logits")), within(1e-5f));
                assertThat(plain[source]).containsExactly(floats(one.get("source_logits")), within(1e-5f));
                assertThat(found[base])
                        .as("%s", exchange)
                        .containsExactly(floats(one.get("counterfactual_logits")), within(1e-5f));
                if (base == source) {
                    assertThat(found[base]).containsExactly(plain[base]);
                }
                JsonNode first = one.get("hidden_cls");
                assertThat(states[base])
                        .containsExactly(
                                Vectors.flat(new float[][] {floats(first.get(0)), floats(first.get(1))}),
                                within(1e-5f));
            }
        }
    }

    /** By PyTorch: below the block a first token has the base's states; at the block, the first token's that overwrote it. */
    @ParameterizedTest
    @EnumSource(
            value = TransformerEngine.class,
            names = {"ENCODER", "SAMEDIFF"})
    void hasTheStatesThatPyTorchHas(TransformerEngine engine) {
        Trajectory trajectory = Trajectory.read("distilbert-hinton-adamw");
        int[][] records = trajectory.records().tokens();
        JsonNode cases = Golden.json("interchange.json");
        try (TransformerStudent student = (TransformerStudent) DistilBertStudent.student(trajectory, PLAIN, engine)) {
            for (int i = 0; i < cases.size(); i++) {
                JsonNode base = cases.get(i);
                JsonNode source = cases.get((i + 1) % cases.size());
                int record = base.get("base").asInt();
                for (int block = 1; block <= 2; block++) {
                    Exchange exchange =
                            Exchange.ofSpans(record, 0, source.get("base").asInt(), 0, 1);
                    Interchange interchange = new Interchange(block, Columns.all(student.hidden()), List.of(exchange));
                    float[][] found = Vectors.rows(
                            student.answers(records, Optional.of(interchange), List.of(1, 2))
                                    .states()
                                    .orElseThrow()[record],
                            student.hidden());
                    float[] overwritten = floats(source.get("hidden_cls").get(block - 1));
                    assertThat(found[block - 1]).containsExactly(overwritten, within(1e-5f));
                    if (block == 2) {
                        float[] below = floats(base.get("hidden_cls").get(0));
                        assertThat(found[0]).containsExactly(below, within(1e-5f));
                    }
                }
            }
        }
    }

    private static int[] numbers(JsonNode list) {
        return IntStream.range(0, list.size()).map(i -> list.get(i).asInt()).toArray();
    }

    private static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).floatValue();
        }
        return values;
    }

    @ParameterizedTest
    @EnumSource(
            value = TransformerEngine.class,
            names = {"ENCODER", "SAMEDIFF"})
    void aRecordThatIsItsOwnSourceAndOneWhosePaddingIsOverwrittenKeepTheirLogits(TransformerEngine engine) {
        int[][] texts = batch(1).tokens();
        try (TransformerStudent student = TransformerStudent.create(settings(Pooling.MEAN, 0), PLAIN, 3, engine)) {
            float[][] plain = student.logits(texts);
            for (int layer = 0; layer <= BLOCKS; layer++) {
                Exchange itself = Exchange.ofSpans(0, 2, 0, 2, 4);
                Exchange padding = Exchange.ofSpans(2, 5, 3, 1, 3);
                Exchange other = Exchange.ofSpans(3, 0, 0, 3, 6);
                Interchange interchange =
                        new Interchange(layer, Columns.ofHeads(1, 3, 3, WIDTH), List.of(itself, padding, other));
                float[][] found = student.counterfactualLogits(texts, interchange);
                for (int record : new int[] {0, 1, 2, 4, 5}) {
                    assertThat(found[record]).as("record %d", record).containsExactly(plain[record]);
                }
                assertThat(found[3]).isNotEqualTo(plain[3]);
            }
            assertThatThrownBy(() -> student.counterfactualLogits(
                            texts, new Interchange(BLOCKS + 1, Columns.all(WIDTH), List.of())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found layer 4, expected 0 to 3");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, MEAN, 0, 0, 12", "1, MEAN, 0.3, 0, 12", "2, MEAN, 0, 4, 8", "3, MEAN, 0.3, 0, 12",
        "0, CLS, 0.3, 2, 9", "1, CLS, 0, 0, 12", "2, CLS, 0.3, 4, 8", "3, CLS, 0.3, 4, 12"
    })
    void learnsAlike(int layer, Pooling pooling, double dropout, int from, int to) {
        assertAlike(PLAIN, pooling, dropout, interchange(layer, new Columns(from, to)), diito(Hinton.of(2, 0.6)));
    }

    /** States of the counterfactual may be matched too: below the intervention they are the pass's own. */
    @ParameterizedTest
    @CsvSource({"1, MEAN", "2, CLS", "3, CLS"})
    void matchesHiddenStatesOfBothAlike(int layer, Pooling pooling) {
        List<BlockPair> pairs =
                List.of(new BlockPair(0, 1), new BlockPair(1, 2), new BlockPair(2, 4), new BlockPair(3, 4));
        Pkd pkd = new Pkd(Hinton.of(2, 0.6), HiddenStateMatching.of(30, true), new LayerMap.Explicit(pairs));
        assertAlike(PLAIN, pooling, 0.2, interchange(layer, Columns.all(WIDTH)), diito(pkd));
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void learnsAlikeAboveFrozenLayers(int frozen) {
        StepSettings steps = PLAIN.withRules(part -> {
            boolean below = part.name().startsWith("embeddings.")
                    || IntStream.range(0, frozen).anyMatch(i -> part.name().startsWith("layers." + i + "."));
            return below ? PartRule.standard(part).freeze() : PartRule.standard(part);
        });
        Interchange interchange = interchange(2, Columns.all(WIDTH));
        assertAlike(steps, Pooling.MEAN, 0.1, interchange, diito(Hinton.of(2, 0.6)));
    }

    private static Diito diito(Objective factual) {
        return new Diito(factual, Hinton.of(3, 1));
    }

    /**
     * The terms by name, by hand: below the intervention a counterfactual's states are the text's, and the first token that
     * was overwritten by another's first has that one's.
     */
    @ParameterizedTest
    @EnumSource(
            value = TransformerEngine.class,
            names = {"ENCODER", "SAMEDIFF"})
    void eachPartHasATermOfItsOwn(TransformerEngine engine) {
        List<BlockPair> pairs = List.of(new BlockPair(1, 1), new BlockPair(2, 2));
        double weight = 7;
        Pkd pkd = new Pkd(
                new Hinton(2, 0.3, 0.6, Reduction.BATCHMEAN),
                HiddenStateMatching.of(weight, false),
                new LayerMap.Explicit(pairs));
        Diito diito = new Diito(pkd, new Hinton(3, 0, 1.5, Reduction.MEAN));
        Interchange interchange = new Interchange(
                2, Columns.all(WIDTH), List.of(Exchange.ofSpans(3, 0, 2, 0, 2), Exchange.ofSpans(0, 3, 3, 1, 4)));
        Batch factual = batch(1);
        Batch other = batch(2);
        try (TransformerNetwork network = network(settings(Pooling.MEAN, 0), PLAIN, engine)) {
            double[] terms = new double[4];
            double loss = learn(network, diito, interchange, terms, 0);
            float[][] logits = network.logits(factual.tokens());
            float[][] swapped = network.logits(factual.tokens(), interchange);
            float[][] states = network.firstStates(factual.tokens(), List.of(1, 2));
            double[] expected = new double[4];
            for (int record = 0; record < LENGTHS.length; record++) {
                double[] p = Divergence.logSoftmax(logits[record], 1);
                expected[0] -= 0.3 * p[factual.labels()[record]];
                expected[1] += 0.6 * 4 * Divergence.divergence(factual.teacherLogits()[record], logits[record], 2);
                float[] counterfactual = states[record].clone();
                if (record == 3) {
                    System.arraycopy(states[2], WIDTH, counterfactual, WIDTH, WIDTH);
                }
                expected[2] += weight
                        * meanSquare(states[record], factual.teacherStates().of(record)[0]);
                expected[2] += weight
                        * meanSquare(counterfactual, other.teacherStates().of(record)[0]);
                expected[3] += 1.5 * 9 / 3 * Divergence.divergence(other.teacherLogits()[record], swapped[record], 3);
            }
            for (int term = 0; term < 4; term++) {
                assertThat(terms[term])
                        .as(diito.terms().get(term))
                        .isCloseTo(expected[term], within(1e-5 * expected[term]));
            }
            assertThat(loss).isCloseTo(DoubleStream.of(expected).sum(), within(1e-5 * loss));
        }
    }

    /** Over blocks 1 and 2, which the teacher's row begins with. */
    private static double meanSquare(float[] states, float[] teacher) {
        double sum = 0;
        for (int i = 0; i < 2 * WIDTH; i++) {
            sum += Math.pow((double) states[i] - teacher[i], 2);
        }
        return sum / (2 * WIDTH);
    }

    private static Interchange interchange(int layer, Columns columns) {
        return new Interchange(
                layer,
                columns,
                List.of(
                        Exchange.ofSpans(0, 3, 3, 1, 4),
                        new Exchange(2, 0, new int[] {0, 4, 2}, new int[] {8, 1, 1}),
                        Exchange.ofSpans(3, 0, 2, 0, 1),
                        Exchange.ofSpans(4, 0, 5, 3, 1)));
    }

    private static TransformerSettings settings(Pooling pooling, double dropout) {
        return TransformerSettings.of(TASK, BLOCKS, WIDTH, 3, 20)
                .withPooling(pooling)
                .withHead(HeadKind.TANH)
                .withDropout(dropout)
                .withMatchedWidth(WIDTH);
    }

    /** Loss, terms and every gradient, relative in the Euclidean norm; a second time for what is kept between passes. */
    private static void assertAlike(
            StepSettings steps, Pooling pooling, double dropout, Interchange interchange, Diito objective) {
        TransformerSettings settings = settings(pooling, dropout);
        try (TransformerNetwork engine = network(settings, steps, TransformerEngine.ENCODER);
                TransformerNetwork graph = network(settings, steps, TransformerEngine.SAMEDIFF)) {
            for (int pass = 0; pass < 2; pass++) {
                double[] terms = new double[objective.terms().size()];
                double[] found = new double[objective.terms().size()];
                double loss = learn(engine, objective, interchange, terms, pass);
                assertThat(learn(graph, objective, interchange, found, pass)).isCloseTo(loss, within(1e-5 * loss));
                assertThat(found).containsExactly(terms, within(1e-5 * loss));
                for (ParameterPart part : engine.parts()) {
                    if (!steps.rules().apply(part).frozen()) {
                        assertAlike(gradient(graph, part), gradient(engine, part), part.name());
                    }
                }
            }
        }
    }

    private static double learn(
            TransformerNetwork network, Diito objective, Interchange interchange, double[] terms, int number) {
        for (int i = 0; i < network.gradient().limit(); i++) {
            network.gradient().put(i, 0f);
        }
        Pass pass = new Pass(batch(1), objective, 0.2, terms, number);
        Counterfactual other =
                new Counterfactual(interchange, new Pass(batch(2), objective.counterfactualTerm(), 0.2, terms, number));
        return network.addGradient(pass, Optional.of(other), new TouchedRows(network.parts()));
    }

    private static float[] gradient(TransformerNetwork network, ParameterPart part) {
        float[] values = new float[part.length()];
        network.gradient().get(part.offset(), values);
        return values;
    }

    private static void assertAlike(float[] found, float[] expected, String name) {
        double difference = 0;
        double length = 0;
        for (int i = 0; i < found.length; i++) {
            difference += Math.pow(found[i] - expected[i], 2);
            length += Math.pow(expected[i], 2);
        }
        // A key's bias has a gradient of 0 but for rounding.
        assertThat(Math.sqrt(difference))
                .as("%s, whose gradient is %s long", name, Math.sqrt(length))
                .isLessThan(1e-5 * Math.sqrt(length) + 2e-6);
    }

    /** Weights large enough for texts to differ. */
    private static TransformerNetwork network(
            TransformerSettings settings, StepSettings steps, TransformerEngine engine) {
        TransformerNetwork network = engine.network(settings, steps, 3);
        network.initialise();
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < network.weights().limit(); i++) {
            network.weights().put(i, network.weights().get(i) + (float) random.nextDouble(-0.4, 0.4));
        }
        return network;
    }

    /** The same texts for each seed, with other words of the teacher. */
    private static Batch batch(long seed) {
        SplittableRandom texts = new SplittableRandom(9);
        SplittableRandom teacher = new SplittableRandom(seed);
        int size = LENGTHS.length;
        int[][] tokens = new int[size][];
        float[][] logits = new float[size][3];
        float[][] states = new float[size][3 * WIDTH];
        List<String> ids = new ArrayList<>();
        for (int row = 0; row < size; row++) {
            ids.add("record " + row);
            tokens[row] = texts.ints(LENGTHS[row], 2, 30).toArray();
            fill(logits[row], teacher);
            fill(states[row], teacher);
        }
        TeacherLayers layers = new TeacherLayers(4, WIDTH, List.of(1, 2, 4));
        return Batch.of(ids, tokens, new int[size])
                .withTeacher(logits)
                .withTeacherStates(new KnownStates(layers, "teacher", states));
    }

    private static void fill(float[] values, SplittableRandom random) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-2, 2);
        }
    }
}
