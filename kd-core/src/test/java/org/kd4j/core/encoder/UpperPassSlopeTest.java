package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.interchange.Columns;
import org.kd4j.core.interchange.Exchange;
import org.kd4j.core.interchange.Interchange;
import org.kd4j.core.interchange.Overwriting;

/** Gradients through an interchange intervention, against differences of the loss. */
class UpperPassSlopeTest {
    private static final EncoderShape SHAPE = TrainingCase.shape(Activation.GELU);
    private static final int LAYERS = 3;
    private static final int HIDDEN = 24;
    private static final Columns ONE_HEAD = Columns.ofHeads(1, 2, 3, HIDDEN);

    /**
     * Slopes of Σ counterfactual state · given along the gradient of some weights: those that both runs read, those below
     * and above the intervention, and words of sources alone, which learn only through what they overwrote.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1})
    void gradientsThroughBaseAndSourceAreSlopes(double share) {
        Dropout dropout = Dropout.of(share);
        try (TrainingCase one = new TrainingCase(SHAPE, 44);
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, dropout, 2)) {
            EncoderInput base = new EncoderInput(
                    new long[][] {{1, 2, 3, 4}, {5, 6, 0, 0}},
                    Optional.of(new long[][] {{1, 1, 1, 1}, {1, 1, 0, 0}}),
                    Optional.empty());
            EncoderInput source =
                    new EncoderInput(new long[][] {{20, 21, 22}, {23, 24, 25}}, Optional.empty(), Optional.empty());
            Interchange interchange = new Interchange(
                    2, ONE_HEAD, List.of(Exchange.ofSpans(0, 1, 1, 0, 2), Exchange.ofSpans(1, 0, 0, 2, 1)));
            Overwriting swap = Overwriting.of(interchange, base, source, HIDDEN);
            float[] given = one.gradients(base, LAYERS).get(LAYERS);
            TwoRuns runs = new TwoRuns(encoder, base, source, swap, given);
            one.gradient.clear();
            runs.backward();
            assertSlope(one, runs, name -> true, 0, 40);
            assertSlope(one, runs, name -> name.startsWith("layers.0"), 0, 0);
            assertSlope(one, runs, name -> name.startsWith("layers.2"), 0, 0);
            assertSlope(one, runs, EncoderLayout.WORDS::equals, 1, 7);
            assertSlope(one, runs, EncoderLayout.WORDS::equals, 20, 26);
        }
    }

    /** Base and source in passes of their own. */
    private record TwoRuns(
            TrainableEncoder encoder, EncoderInput base, EncoderInput source, Overwriting swap, float[] given) {

        double loss() {
            try (EncoderPass below = encoder.forward(base, 1, Reading.ALL_TOKENS);
                    EncoderPass other = encoder.forward(source, 2, Reading.ALL_TOKENS);
                    UpperPass upper = upper(below, other)) {
                float[] state = upper.state(LAYERS);
                return IntStream.range(0, state.length)
                        .mapToDouble(i -> (double) state[i] * given[i])
                        .sum();
            }
        }

        void backward() {
            try (EncoderPass below = encoder.forward(base, 1, Reading.ALL_TOKENS);
                    EncoderPass other = encoder.forward(source, 2, Reading.ALL_TOKENS);
                    UpperPass upper = upper(below, other)) {
                float[] gradient = upper.backward(Map.of(LAYERS, given), 0);
                below.backward(Map.of(2, swap.toBase(gradient)), 0);
                assertThat(other.backward(Map.of(2, swap.toSource(gradient)), 0))
                        .containsExactly(20, 21, 22, 23, 24, 25);
            }
        }

        private UpperPass upper(EncoderPass below, EncoderPass other) {
            float[] state = swap.overwritten(below.state(2), other.state(2));
            return encoder.forward(base, new GivenState(2, state), 3, Reading.ALL_TOKENS);
        }
    }

    /** @param from the first of the rows of words that count */
    private static void assertSlope(TrainingCase one, TwoRuns runs, Predicate<String> moved, int from, int to) {
        Map<String, float[]> direction = new HashMap<>();
        double square = 0;
        for (EncoderParameter parameter : one.weights.layout().stored()) {
            String name = parameter.name();
            if (moved.test(name)) {
                float[] gradient = one.gradient.get(name);
                for (int i = 0; i < gradient.length; i++) {
                    boolean counts = !name.equals(EncoderLayout.WORDS) || (i / HIDDEN >= from && i / HIDDEN < to);
                    gradient[i] = counts ? gradient[i] : 0;
                    square += (double) gradient[i] * gradient[i];
                }
                direction.put(name, gradient);
            }
        }
        double norm = Math.sqrt(square);
        double step = 0.01;
        assertThat(norm).isGreaterThan(0.01);
        double slope =
                (lossAt(one, runs, direction, step / norm) - lossAt(one, runs, direction, -step / norm)) / 2 / step;
        assertThat(slope).isCloseTo(norm, within(2e-3 * norm));
    }

    private static double lossAt(TrainingCase one, TwoRuns runs, Map<String, float[]> direction, double scale) {
        Map<String, float[]> before = new HashMap<>();
        direction.forEach((name, values) -> {
            float[] weights = one.weights.get(name);
            before.put(name, weights.clone());
            for (int i = 0; i < weights.length; i++) {
                weights[i] += (float) (scale * values[i]);
            }
            one.weights.set(name, weights);
        });
        double loss = runs.loss();
        before.forEach(one.weights::set);
        return loss;
    }
}
