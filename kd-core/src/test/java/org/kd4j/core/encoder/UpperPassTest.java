package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.interchange.Columns;
import org.kd4j.core.interchange.Exchange;
import org.kd4j.core.interchange.Interchange;
import org.kd4j.core.interchange.Overwriting;

/** Interchange interventions: a state of one run overwritten by another's, and what the blocks behind it make of it. */
class UpperPassTest {
    private static final EncoderShape SHAPE = TrainingCase.shape(Activation.GELU);
    private static final int LAYERS = 3;
    private static final int HIDDEN = 24;
    private static final Columns ALL = Columns.all(HIDDEN);
    private static final Columns ONE_HEAD = Columns.ofHeads(1, 2, 3, HIDDEN);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void equalsTheGraphAtEveryLayer(int layer) {
        assertEqual(50 + layer, layer, ALL, Dropout.none(), 0, Reading.ALL_TOKENS);
        assertEqual(60 + layer, layer, ONE_HEAD, Dropout.none(), 0, Reading.ALL_TOKENS);
        assertEqual(70 + layer, layer, ONE_HEAD, Dropout.of(0.1), 0, Reading.FIRST_TOKENS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void stopsAtFrozenLayers(int lowest) {
        assertEqual(80 + lowest, 1, ALL, Dropout.of(0.1), lowest, Reading.ALL_TOKENS);
        assertEqual(90 + lowest, 2, ALL, Dropout.none(), lowest, Reading.FIRST_TOKENS);
    }

    @Test
    void knowsSharedBlocks() {
        EmbeddingShape embeddings = new EmbeddingShape(40, 64, new PositionRule.FromStart(), 2, 16, true);
        EncoderShape shared = new EncoderShape(embeddings, HIDDEN, 3, 40, LAYERS, true, Activation.GELU, 1e-6f);
        try (TrainingCase one = new TrainingCase(shared, 46);
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, Dropout.none(), 2)) {
            assertEqual(one, encoder, 1, ALL, Dropout.none(), 0, Reading.ALL_TOKENS);
        }
    }

    private static void assertEqual(
            long seed, int layer, Columns columns, Dropout dropout, int lowest, Reading reading) {
        try (TrainingCase one = new TrainingCase(SHAPE, seed);
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, dropout, 2)) {
            assertEqual(one, encoder, layer, columns, dropout, lowest, reading);
            assertEqual(one, encoder, layer, columns, dropout, lowest, reading);
        }
    }

    private static void assertEqual(
            TrainingCase one,
            TrainableEncoder encoder,
            int layer,
            Columns columns,
            Dropout dropout,
            int lowest,
            Reading reading) {
        Masks below = new Masks(dropout, 5);
        Masks above = new Masks(dropout, 6);
        EncoderInput input = one.input(4, 9);
        Interchange interchange = interchange(input, layer, columns);
        boolean first = reading == Reading.FIRST_TOKENS;
        Map<Integer, float[]> base = one.gradients(input, 2);
        Map<Integer, float[]> upper = one.gradients(
                input, IntStream.rangeClosed(layer, LAYERS).filter(k -> k != 2).toArray());
        if (first) {
            clearOthers(upper.get(LAYERS), input.length());
        }
        GraphEncoder graph = new GraphEncoder(one.weights, input, below);
        GraphEncoder counterfactual = graph.counterfactual(interchange, above);
        one.gradient.clear();
        try (Counterfactual pass = new Counterfactual(encoder, input, interchange, below, above, reading)) {
            for (int k = layer; k <= LAYERS; k++) {
                boolean some = first && k == LAYERS && k > layer;
                one.assertState(pass.upper.state(k), counterfactual.state(k), input, k, some);
            }
            pass.backward(base, upper, lowest);
        }
        one.assertGradients(graph.gradients(base, counterfactual, upper), lowest, "layer " + layer + ", ");
    }

    private static void clearOthers(float[] gradient, int length) {
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] *= i / HIDDEN % length == 0 ? 1 : 0;
        }
    }

    /** Tokens of each record but the last get those of the next; the second record reads one source token twice. */
    private static Interchange interchange(EncoderInput input, int layer, Columns columns) {
        List<Exchange> exchanges = new ArrayList<>();
        for (int base = 0; base < input.batch() - 1; base++) {
            int[] to = tokens(input, base);
            int[] from = tokens(input, base + 1);
            int count = Math.min(3, Math.min(to.length, from.length));
            int[] basePositions = IntStream.range(0, count).map(i -> to[i]).toArray();
            int[] sourcePositions =
                    IntStream.range(0, count).map(i -> from[count - 1 - i]).toArray();
            if (base == 1) {
                sourcePositions[count - 1] = sourcePositions[0];
            }
            exchanges.add(new Exchange(base, base + 1, basePositions, sourcePositions));
        }
        return new Interchange(layer, columns, exchanges);
    }

    private static int[] tokens(EncoderInput input, int record) {
        return IntStream.range(0, input.length())
                .filter(position -> input.isToken(record, position))
                .toArray();
    }

    /** A run, and the same from a state on that is overwritten by itself. */
    private static final class Counterfactual implements AutoCloseable {
        private final EncoderPass pass;
        private final Overwriting swap;
        private final int layer;
        final UpperPass upper;

        Counterfactual(
                TrainableEncoder encoder,
                EncoderInput input,
                Interchange interchange,
                Masks below,
                Masks above,
                Reading reading) {
            layer = interchange.layer();
            swap = Overwriting.of(interchange, input, input, HIDDEN);
            pass = encoder.forward(input, below.stream(), Reading.ALL_TOKENS);
            float[] state = pass.state(layer);
            float[] given = swap.overwritten(state, state);
            upper = encoder.forward(input, new GivenState(layer, given), above.stream(), reading);
        }

        void backward(Map<Integer, float[]> base, Map<Integer, float[]> upperGradients, int lowest) {
            float[] gradient = upper.backward(upperGradients, lowest);
            Map<Integer, float[]> all = new HashMap<>(base);
            all.merge(layer, sum(swap.toBase(gradient), swap.toSource(gradient)), Counterfactual::sum);
            pass.backward(all, lowest);
        }

        private static float[] sum(float[] a, float[] b) {
            float[] sum = a.clone();
            RowLoop.add(sum, b, sum.length);
            return sum;
        }

        @Override
        public void close() {
            upper.close();
            pass.close();
        }
    }

    /** In double, without the engine's code. */
    @Test
    void equalsWhatTheFormulasSayOfTwoLayers() {
        EncoderShape two = new EncoderShape(SHAPE.embeddings(), 24, 3, 40, 2, false, Activation.GELU, 1e-6f);
        try (TrainingCase one = new TrainingCase(two, 41);
                Encoder encoder = new Encoder(one.weights.embeddings(), one.weights.blocks(), 3, Activation.GELU, 2)) {
            PlainEncoder plain = new PlainEncoder(one.weights.embeddings(), one.weights.blocks(), 3, Activation.GELU);
            EncoderInput base = one.input(3, 7);
            EncoderInput source = one.input(2, 5);
            int[] to = tokens(base, 1);
            int[] from = tokens(source, 0);
            Exchange exchange = new Exchange(1, 0, new int[] {to[to.length - 1]}, new int[] {from[from.length - 1]});
            Overwriting swap = Overwriting.of(new Interchange(1, ONE_HEAD, List.of(exchange)), base, source, HIDDEN);
            float[] given = swap.overwritten(
                    encoder.hiddenStates(base, 1).get(0),
                    encoder.hiddenStates(source, 1).get(0));
            float[] found =
                    encoder.hiddenStates(base, new GivenState(1, given), 2).get(0);
            double[][] state = plain.states(base, 1, 1);
            double[][] other = plain.states(source, 0, 1);
            System.arraycopy(other[from[from.length - 1]], 8, state[to[to.length - 1]], 8, 8);
            double[][] expected = plain.above(state, 1, 2);
            for (int token : to) {
                for (int i = 0; i < HIDDEN; i++) {
                    assertThat((double) found[(7 + token) * HIDDEN + i])
                            .as("position %d, value %d", token, i)
                            .isCloseTo(expected[token][i], within(2e-5));
                }
            }
            float[] untouched = encoder.hiddenStates(base, 2).get(0);
            assertThat(row(found, 0, 7)).isEqualTo(row(untouched, 0, 7));
            assertThat(row(found, 1, 7)).isNotEqualTo(row(untouched, 1, 7));
            assertThat(row(found, 2, 7)).isEqualTo(row(untouched, 2, 7));
        }
    }

    private static float[] row(float[] states, int record, int length) {
        return Arrays.copyOfRange(states, record * length * HIDDEN, (record + 1) * length * HIDDEN);
    }

    /** To the bit, in training and at evaluation, also with packed matrices. */
    @ParameterizedTest
    @ValueSource(ints = {4, 40})
    void aRecordThatIsItsOwnSourceStaysAsItIs(int records) {
        Dropout dropout = Dropout.of(0.1);
        try (TrainingCase one = new TrainingCase(SHAPE, 42);
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, dropout, 2)) {
            EncoderInput input = one.input(records, 25);
            for (int layer = 0; layer <= LAYERS; layer++) {
                List<Exchange> exchanges = IntStream.range(0, records)
                        .mapToObj(i -> new Exchange(i, i, tokens(input, i), tokens(input, i)))
                        .toList();
                Interchange interchange = new Interchange(layer, ALL, exchanges);
                assertStaysAsItIs(encoder, input, interchange);
            }
        }
    }

    /** Of shared blocks the last one has packed matrices too, whatever the layer where a pass begins. */
    @ParameterizedTest
    @EnumSource(Reading.class)
    void aStateThatIsTheSameMakesTheSameOfSharedBlocks(Reading reading) {
        Dropout dropout = Dropout.of(0.1);
        EncoderShape shared =
                new EncoderShape(SHAPE.embeddings(), HIDDEN, 3, 1_600, LAYERS, true, Activation.GELU, 1e-6f);
        try (TrainingCase one = new TrainingCase(shared, 47);
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, dropout, 2)) {
            EncoderInput input = one.input(60, 40);
            try (EncoderPass whole = encoder.forward(input, 5, reading)) {
                assertThat(whole.rows()).isGreaterThan(512);
                assertThat(Shard.of(input, 2, 3).get(0).parts(3)).hasSizeGreaterThan(1);
                for (int layer = 0; layer < LAYERS; layer++) {
                    GivenState given = new GivenState(layer, whole.state(layer));
                    try (UpperPass upper = encoder.forward(input, given, 5, reading)) {
                        assertThat(upper.state(LAYERS)).as("from %d on", layer).isEqualTo(whole.state(LAYERS));
                    }
                }
            }
        }
    }

    @Test
    void anInterventionOnPaddingChangesNothing() {
        Dropout dropout = Dropout.of(0.1);
        try (TrainingCase one = new TrainingCase(SHAPE, 43);
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, dropout, 2)) {
            EncoderInput input = one.input(4, 25);
            int[] padding =
                    IntStream.range(0, 25).filter(i -> !input.isToken(2, i)).toArray();
            assertThat(padding).isNotEmpty();
            Exchange exchange = new Exchange(2, 1, padding, new int[padding.length]);
            assertStaysAsItIs(encoder, input, new Interchange(1, ALL, List.of(exchange)));
        }
    }

    private static void assertStaysAsItIs(TrainableEncoder encoder, EncoderInput input, Interchange interchange) {
        int layer = interchange.layer();
        Masks masks = new Masks(Dropout.of(0.1), 3);
        try (Counterfactual pass = new Counterfactual(encoder, input, interchange, masks, masks, Reading.ALL_TOKENS)) {
            assertThat(pass.upper.state(LAYERS)).isEqualTo(pass.pass.state(LAYERS));
        }
        List<float[]> states = encoder.hiddenStates(input, layer, LAYERS);
        float[] given = Overwriting.of(interchange, input, input, HIDDEN).overwritten(states.get(0), states.get(0));
        assertThat(encoder.hiddenStates(input, new GivenState(layer, given), LAYERS)
                        .get(0))
                .isEqualTo(states.get(1));
    }

    @Test
    void rejectsWhatDoesNotFit() {
        try (TrainingCase one = new TrainingCase(SHAPE, 45);
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, Dropout.none(), 2)) {
            EncoderInput input = one.input(2, 3);
            float[] state = new float[2 * 3 * HIDDEN];
            assertThatThrownBy(() -> encoder.forward(input, new GivenState(4, state), 0, Reading.ALL_TOKENS))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found number 4, expected 0 to 3");
            assertThatThrownBy(() -> encoder.hiddenStates(input, new GivenState(1, new float[5]), 3))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found 5 values, expected 144");
            assertThatThrownBy(() -> encoder.hiddenStates(input, new GivenState(2, state), 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found 1, expected 2 to 3");
            assertThatThrownBy(() -> new GivenState(-1, state)).isInstanceOf(IllegalArgumentException.class);
            UpperPass pass = encoder.forward(input, new GivenState(2, state), 0, Reading.ALL_TOKENS);
            assertThatThrownBy(() -> pass.state(1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found 1, expected 2 to 3");
            assertThatThrownBy(() -> pass.backward(Map.of(1, state), 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found 1, expected 2 to 3");
            pass.close();
            assertThatThrownBy(() -> pass.state(2)).isInstanceOf(IllegalStateException.class);
        }
    }
}
