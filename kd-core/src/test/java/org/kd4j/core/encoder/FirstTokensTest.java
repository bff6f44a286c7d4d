package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Losses on first tokens alone, as a head on [CLS] has them. */
class FirstTokensTest {
    private static final int[][] SIZES = {{3, 9}, {1, 1}, {1, 7}, {9, 33}, {2, 5}};

    /** As a head on [CLS] gives them: the last block takes a shorter way then. */
    @Test
    void takesGradientsOfFirstTokensOnly() {
        for (int lowest : new int[] {0, 2, 3}) {
            try (TrainingCase one = new TrainingCase(TrainingCase.shape(Activation.GELU), 60 + lowest);
                    TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, Dropout.of(0.2), 2)) {
                for (int[] size : SIZES) {
                    EncoderInput input = one.input(size[0], size[1]);
                    Map<Integer, float[]> given = TrainingCase.onlyFirstTokens(one.gradients(input, 1, 3), size[1]);
                    Masks masks = new Masks(Dropout.of(0.2), 8);
                    one.assertEqual(encoder, input, masks, given, lowest, Reading.FIRST_TOKENS);
                    one.assertEqual(encoder, input, masks, given, lowest, Reading.ALL_TOKENS);
                }
            }
        }
    }

    /** Without zeros for all other tokens: the same numbers. */
    @Test
    void readsAndTakesFirstTokensByThemselves() {
        for (Reading reading : Reading.values()) {
            try (TrainingCase one = new TrainingCase(TrainingCase.shape(Activation.GELU), 64);
                    TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, Dropout.of(0.2), 2)) {
                for (int[] size : SIZES) {
                    EncoderInput input = one.input(size[0], size[1]);
                    Map<Integer, float[]> given = one.gradients(input, 1, 2, 3);
                    Map<Integer, float[]> spread = new HashMap<>(given);
                    for (int layer : new int[] {1, 3}) {
                        given.put(layer, firstTokens(given.get(layer), size[1]));
                        spread.put(layer, spread(given.get(layer), size[1]));
                    }
                    List<float[]> expected = one.gradientsOf(encoder, input, spread, reading);
                    List<float[]> found = one.gradientsOf(encoder, input, given, reading);
                    for (int i = 0; i < found.size(); i++) {
                        assertThat(found.get(i)).isEqualTo(expected.get(i));
                    }
                    try (EncoderPass pass = encoder.forward(input, 7, reading)) {
                        for (int layer = 0; layer <= 3; layer++) {
                            assertThat(pass.firstStates(layer)).isEqualTo(firstTokens(pass.state(layer), size[1]));
                        }
                    }
                }
            }
        }
    }

    @Test
    void recordsWithoutTokensHaveNoFirst() {
        try (TrainingCase one = new TrainingCase(TrainingCase.shape(Activation.GELU), 65);
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, Dropout.none(), 2)) {
            long[][] ids = {{7, 3, 9}, {3, 0, 12}, {0, 5, 6}};
            long[][] mask = {{1, 1, 0}, {0, 0, 0}, {0, 1, 1}};
            EncoderInput input = new EncoderInput(ids, Optional.of(mask), Optional.empty());
            try (EncoderPass pass = encoder.forward(input, 0, Reading.ALL_TOKENS)) {
                float[] all = pass.state(3);
                float[] firsts = pass.firstStates(3);
                assertThat(Arrays.copyOf(firsts, 24)).isEqualTo(Arrays.copyOf(all, 24));
                assertThat(Arrays.copyOfRange(firsts, 24, 48)).containsOnly(0f);
                assertThat(Arrays.copyOfRange(firsts, 48, 72)).isEqualTo(Arrays.copyOfRange(all, 7 * 24, 8 * 24));
                assertThatThrownBy(() -> pass.backward(Map.of(3, new float[2 * 24]), 0))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("gradient of state 3");
            }
        }
    }

    private static float[] firstTokens(float[] all, int length) {
        float[] firsts = new float[all.length / length];
        for (int i = 0; i < firsts.length; i++) {
            firsts[i] = all[i / 24 * 24 * length + i % 24];
        }
        return firsts;
    }

    private static float[] spread(float[] firsts, int length) {
        float[] all = new float[firsts.length * length];
        for (int i = 0; i < firsts.length; i++) {
            all[i / 24 * 24 * length + i % 24] = firsts[i];
        }
        return all;
    }
}
