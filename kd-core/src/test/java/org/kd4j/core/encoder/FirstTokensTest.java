package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    static List<Gemm> libraries() {
        return TrainableEncoderTest.libraries();
    }

    /** Longer than the scores of all heads at a time are, so that a record's dropout is drawn in several groups. */
    @ParameterizedTest
    @MethodSource("libraries")
    void dropsWhatAllTokensWouldOfLongTexts(Gemm library) {
        EmbeddingShape embeddings = new EmbeddingShape(40, 256, new PositionRule.FromStart(), 2, 24, false);
        EncoderShape shape = new EncoderShape(embeddings, 24, 3, 40, 3, false, Activation.GELU, 1e-6f);
        try (TrainingCase one = new TrainingCase(shape, 66);
                TrainableEncoder encoder =
                        new TrainableEncoder(library, one.weights, one.gradient, Dropout.of(0.2), 2)) {
            EncoderInput input = one.input(2, 230);
            Map<Integer, float[]> given = TrainingCase.onlyFirstTokens(one.gradients(input, 3), 230);
            one.assertEqual(encoder, input, new Masks(Dropout.of(0.2), 9), given, 0, Reading.FIRST_TOKENS);
        }
    }

    /** Two passes of different sizes, one gone back through twice, and the later one first. */
    @Test
    void openPassesKeepTheirOwn() {
        try (TrainingCase one = new TrainingCase(TrainingCase.shape(Activation.GELU), 67);
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, Dropout.none(), 2)) {
            EncoderInput a = one.input(5, 8);
            EncoderInput b = one.input(2, 11);
            Map<Integer, float[]> givenA = TrainingCase.onlyFirstTokens(one.gradients(a, 3), 8);
            Map<Integer, float[]> givenB = TrainingCase.onlyFirstTokens(one.gradients(b, 3), 11);
            try (EncoderPass passA = encoder.forward(a, 0, Reading.FIRST_TOKENS);
                    EncoderPass passB = encoder.forward(b, 1, Reading.FIRST_TOKENS)) {
                passB.backward(givenB, 0);
                passA.backward(givenA, 0);
                passB.backward(givenB, 0);
            }
            Masks none = new Masks(Dropout.none(), 0);
            Map<String, double[]> expected = new GraphEncoder(one.weights, a, none).gradients(givenA);
            Map<String, double[]> twice = new GraphEncoder(one.weights, b, none).gradients(givenB);
            TrainingCase.add(expected, twice, 2);
            one.assertGradients(expected, 0, "three ways back, ");
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
            Map<Integer, float[]> given = one.gradients(input, 1, 3);
            Map<Integer, float[]> some = new HashMap<>(given);
            float[] ofFirsts = new float[3 * 3 * 24];
            for (int place : new int[] {0, 7}) {
                System.arraycopy(given.get(3), place * 24, ofFirsts, place * 24, 24);
            }
            some.put(3, ofFirsts);
            List<float[]> expected = one.gradientsOf(encoder, input, some, Reading.ALL_TOKENS);
            List<float[]> found = one.gradientsOf(encoder, input, some, Reading.FIRST_TOKENS);
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i)).containsExactly(expected.get(i), within(1e-4f));
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
