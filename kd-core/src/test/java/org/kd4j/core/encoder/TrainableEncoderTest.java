package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.seed.Seeds;

/** Values and every gradient against SameDiff in double. */
class TrainableEncoderTest {
    private static final int[][] SIZES = {{3, 9}, {1, 1}, {1, 7}, {9, 33}, {2, 5}};
    private static final Masks NO_MASKS = new Masks(Dropout.none(), 0);

    static List<Gemm> libraries() {
        return List.of(new OneDnnGemm(), new OpenBlasGemm());
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void equalsTheGraphStepAfterStepOnChangingShapes(Gemm library) {
        EncoderShape shape = TrainingCase.shape(Activation.GELU);
        for (int threads = 1; threads <= 2; threads++) {
            try (TrainingCase one = new TrainingCase(shape, threads);
                    TrainableEncoder encoder =
                            new TrainableEncoder(library, one.weights, one.gradient, Dropout.none(), threads)) {
                for (int[] size : SIZES) {
                    EncoderInput input = one.input(size[0], size[1]);
                    one.assertEqual(encoder, input, NO_MASKS, one.gradients(input, 3), 0);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void knowsEveryActivation(Activation activation) {
        assertEqual(TrainingCase.shape(activation), 3, 0, 1, 3);
    }

    @Test
    void takesGradientsAtSeveralStatesAndStopsAtFrozenLayers() {
        EncoderShape shape = TrainingCase.shape(Activation.GELU);
        assertEqual(shape, 4, 0, 0);
        assertEqual(shape, 5, 0, 0, 1, 2, 3);
        assertEqual(shape, 6, 1, 1, 3);
        assertEqual(shape, 7, 2, 3);
        assertEqual(shape, 8, 3, 3);
        assertEqual(shape, 9, 0, 2);
    }

    @Test
    void knowsEmbeddingsWithoutTypesPositionsBehindPaddingAndProjections() {
        EmbeddingShape plain = new EmbeddingShape(40, 0, new PositionRule.FromStart(), 0, 24, false);
        assertEqual(with(plain, false), 10, 0, 3);
        EmbeddingShape behind = new EmbeddingShape(40, 64, new PositionRule.BehindPadding(1), 1, 24, false);
        assertEqual(with(behind, false), 11, 0, 3);
        EmbeddingShape projected = new EmbeddingShape(40, 64, new PositionRule.FromStart(), 2, 10, true);
        assertEqual(with(projected, false), 12, 0, 0, 2, 3);
    }

    @Test
    void addsUpTheGradientsOfSharedBlocks() {
        EmbeddingShape embeddings = new EmbeddingShape(40, 64, new PositionRule.FromStart(), 2, 16, true);
        assertEqual(with(embeddings, true), 13, 0, 1, 3);
    }

    /**
     * Wider than a tile of the weights' gradient, with several slices of the feed-forward part, and with more tokens than are
     * computed without packed copies.
     */
    @Test
    void knowsWideBlocksAndLargeBatches() {
        EmbeddingShape embeddings = new EmbeddingShape(40, 64, new PositionRule.FromStart(), 2, 400, false);
        EncoderShape shape = new EncoderShape(embeddings, 400, 4, 1_600, 2, false, Activation.GELU, 1e-12f);
        assertThat(FeedForward.starts(1_600)).containsExactly(0, 400, 800, 1_200);
        Dropout rates = Dropout.of(0.1);
        try (TrainingCase one = new TrainingCase(shape, 14);
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, rates, 2)) {
            EncoderInput input = one.input(28, 30);
            Masks masks = new Masks(rates, 5);
            one.assertEqual(encoder, input, masks, one.gradients(input, 2), 0);
            float[] found = encoder.hiddenStates(input, 2).get(0);
            one.assertState(found, new GraphEncoder(one.weights, input, NO_MASKS).state(2), input, 2, false);
            Map<Integer, float[]> firsts = one.gradients(input, 2);
            float[] last = firsts.get(2);
            for (int i = 0; i < last.length; i++) {
                last[i] *= i / 400 % 30 == 0 ? 1 : 0;
            }
            one.assertEqual(encoder, input, masks, firsts, 0, Reading.FIRST_TOKENS);
        }
    }

    /** Several units for each thread, each of several parts, of records of different lengths. */
    @Test
    void knowsMoreTokensThanAUnitForEachThread() {
        try (TrainingCase one = new TrainingCase(TrainingCase.shape(Activation.GELU), 15);
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, Dropout.of(0.1), 2)) {
            EncoderInput input = one.input(60, 60);
            Masks masks = new Masks(Dropout.of(0.1), 4);
            one.assertEqual(encoder, input, masks, one.gradients(input, 2, 3), 1);
            Map<Integer, float[]> firsts = TrainingCase.onlyFirstTokens(one.gradients(input, 3), 60);
            one.assertEqual(encoder, input, masks, firsts, 0, Reading.FIRST_TOKENS);
        }
    }

    /** Weights that change between passes, first tokens of the last block, shared blocks, two open passes. */
    @Test
    void packsTheWeightsAsTheyAreInEveryPass() {
        for (EncoderShape shape : List.of(
                TrainingCase.shape(Activation.GELU),
                with(new EmbeddingShape(40, 64, new PositionRule.FromStart(), 2, 24, false), true))) {
            try (TrainingCase one = new TrainingCase(shape, 16);
                    TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, Dropout.none(), 2)) {
                EncoderInput input = one.input(30, 30);
                one.assertEqual(encoder, input, NO_MASKS, one.gradients(input, 1, 3), 0);
                for (String name : List.of("layers.0.query.weight", "layers.0.up.weight", "layers.0.down.weight")) {
                    float[] values = one.weights.get(name);
                    for (int i = 0; i < values.length; i++) {
                        values[i] = -0.5f * values[i];
                    }
                    one.weights.set(name, values);
                }
                try (EncoderPass open = encoder.forward(one.input(40, 40), 0, Reading.ALL_TOKENS)) {
                    one.assertEqual(encoder, input, NO_MASKS, one.gradients(input, 3), 0);
                    assertThat(open.rows()).isGreaterThan(512);
                }
                one.assertEqual(
                        encoder,
                        input,
                        NO_MASKS,
                        TrainingCase.onlyFirstTokens(one.gradients(input, 3), 30),
                        0,
                        Reading.FIRST_TOKENS);
            }
        }
    }

    private static EncoderShape with(EmbeddingShape embeddings, boolean shared) {
        return new EncoderShape(embeddings, 24, 3, 40, 3, shared, Activation.GELU, 1e-6f);
    }

    private static void assertEqual(EncoderShape shape, long seed, int lowest, int... layers) {
        try (TrainingCase one = new TrainingCase(shape, seed);
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, Dropout.none(), 2)) {
            EncoderInput input = one.input(4, 9);
            one.assertEqual(encoder, input, NO_MASKS, one.gradients(input, layers), lowest);
        }
    }

    @Test
    void dropsWhatTheMasksSay() {
        Dropout[] rates = {
            new Dropout(0.3f, 0f, 0f), new Dropout(0f, 0.4f, 0f), new Dropout(0f, 0f, 0.2f), Dropout.of(0.1)
        };
        for (int i = 0; i < rates.length; i++) {
            try (TrainingCase one = new TrainingCase(TrainingCase.shape(Activation.GELU), 20 + i);
                    TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, rates[i], 2)) {
                for (int[] size : SIZES) {
                    EncoderInput input = one.input(size[0], size[1]);
                    one.assertEqual(encoder, input, new Masks(rates[i], 99 + i), one.gradients(input, 1, 3), 0);
                }
            }
        }
    }

    /** As in trained encoders, whose attention is sharp in places. */
    @Test
    void dropsProbabilitiesThatAreZeroToo() {
        Dropout rates = new Dropout(0f, 0.3f, 0f);
        try (TrainingCase one = new TrainingCase(TrainingCase.shape(Activation.GELU), 40);
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, rates, 2)) {
            float[] query = one.weights.get("layers.0.query.weight");
            for (int i = 0; i < query.length; i++) {
                query[i] *= 20;
            }
            one.weights.set("layers.0.query.weight", query);
            EncoderInput input = one.input(4, 30);
            one.assertEqual(encoder, input, new Masks(rates, 7), one.gradients(input, 3), 0);
        }
    }

    @Test
    void dropsTheSameOnAnyNumberOfThreadsAndNothingAtEvaluation() {
        try (TrainingCase one = new TrainingCase(TrainingCase.shape(Activation.GELU), 30)) {
            EncoderInput input = one.input(9, 20);
            float[] first = state(one, input, Dropout.of(0.1), 1, 5);
            assertClose(state(one, input, Dropout.of(0.1), 3, 5), first);
            assertThat(state(one, input, Dropout.of(0.1), 1, 6)).isNotEqualTo(first);
            try (TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, Dropout.of(0.1), 2);
                    Encoder plain =
                            new Encoder(one.weights.embeddings(), one.weights.blocks(), 3, Activation.GELU, 2)) {
                List<float[]> found = encoder.hiddenStates(input, 0, 2, 3);
                List<float[]> expected = plain.hiddenStates(input, 0, 2, 3);
                for (int i = 0; i < found.size(); i++) {
                    assertClose(found.get(i), expected.get(i));
                }
                assertClose(state(one, input, Dropout.none(), 2, 5), expected.get(2));
            }
        }
    }

    private static float[] state(TrainingCase one, EncoderInput input, Dropout rates, int threads, long stream) {
        try (TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, rates, threads);
                EncoderPass pass = encoder.forward(input, stream, Reading.ALL_TOKENS)) {
            return pass.state(3);
        }
    }

    private static void assertClose(float[] found, float[] expected) {
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).as("value %d", i).isCloseTo(expected[i], within(2e-6f));
        }
    }

    /** Whichever thread takes which part of a shard. */
    @ParameterizedTest
    @EnumSource(Reading.class)
    void theSameCallsGiveTheSameBits(Reading reading) {
        try (TrainingCase one = new TrainingCase(TrainingCase.shape(Activation.GELU_TANH), 31);
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, Dropout.of(0.1), 3)) {
            EncoderInput input = one.input(60, 60);
            assertThat(Shard.of(input, 3, 3).get(0).parts(3)).hasSizeGreaterThan(1);
            Map<Integer, float[]> given = one.gradients(input, 2, 3);
            List<float[]> first = one.gradientsOf(encoder, input, given, reading);
            for (int again = 0; again < 5; again++) {
                List<float[]> found = one.gradientsOf(encoder, input, given, reading);
                for (int i = 0; i < first.size(); i++) {
                    assertThat(found.get(i)).isEqualTo(first.get(i));
                }
            }
        }
    }

    /**
     * The formulas themselves, in double by central differences, of all numbers of an array at once in random directions:
     * another witness than SameDiff. ReLU has no slope where such a step meets its edge.
     */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RELU")
    void followsTheSlopesOfTheFormulas(Activation activation) {
        SplittableRandom random = Seeds.stream(36, "directions", 0);
        try (TrainingCase one = new TrainingCase(TrainingCase.shape(activation), 36);
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, Dropout.none(), 2)) {
            PlainLoss plain = new PlainLoss(one, activation);
            for (int length = 1; length <= 4; length += 3) {
                EncoderInput input = one.input(1, length);
                Map<Integer, float[]> given = one.gradients(input, 3);
                one.gradientsOf(encoder, input, given, Reading.ALL_TOKENS);
                for (String name : GraphEncoder.names(one.weights.layout())) {
                    plain.assertSlope(name, input, given.get(3), random);
                }
            }
        }
    }

    @Test
    void piecesOfABatchAndOpenPassesAddUp() {
        try (TrainingCase one = new TrainingCase(TrainingCase.shape(Activation.GELU), 32);
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, Dropout.none(), 2)) {
            EncoderInput a = one.input(3, 8);
            EncoderInput b = one.input(2, 11);
            Map<Integer, float[]> givenA = one.gradients(a, 3);
            Map<Integer, float[]> givenB = one.gradients(b, 1);
            try (EncoderPass passA = encoder.forward(a, 0, Reading.ALL_TOKENS);
                    EncoderPass passB = encoder.forward(b, 1, Reading.ALL_TOKENS)) {
                passB.backward(givenB, 0);
                passA.backward(givenA, 0);
            }
            Map<String, double[]> expected = new GraphEncoder(one.weights, a, NO_MASKS).gradients(givenA);
            Map<String, double[]> more = new GraphEncoder(one.weights, b, NO_MASKS).gradients(givenB);
            TrainingCase.add(expected, more, 1);
            one.assertGradients(expected, 0, "two passes, ");
        }
    }

    @Test
    void namesTheWordsThatGotAGradientAndLeavesOthersAlone() {
        try (TrainingCase one = new TrainingCase(TrainingCase.shape(Activation.GELU), 33);
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, Dropout.none(), 2)) {
            long[][] ids = {{7, 3, 7, 39}, {3, 0, 12, 12}};
            long[][] mask = {{1, 1, 1, 0}, {1, 1, 0, 1}};
            EncoderInput input = new EncoderInput(ids, Optional.of(mask), Optional.empty());
            try (EncoderPass pass = encoder.forward(input, 0, Reading.ALL_TOKENS)) {
                assertThat(pass.backward(one.gradients(input, 3), 0)).containsExactly(0, 3, 7, 12);
                assertThat(pass.backward(one.gradients(input, 3), 1)).isEmpty();
            }
            float[] words = one.gradient.get(EncoderLayout.WORDS);
            for (int row = 0; row < 40; row++) {
                boolean touched = IntStream.range(row * 24, (row + 1) * 24).anyMatch(i -> words[i] != 0);
                assertThat(touched)
                        .as("row %d", row)
                        .isEqualTo(List.of(0, 3, 7, 12).contains(row));
            }
        }
    }

    @Test
    void recordsWithoutTokensHaveNoStateAndNoGradient() {
        try (TrainingCase one = new TrainingCase(TrainingCase.shape(Activation.GELU), 34);
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, Dropout.of(0.1), 2)) {
            EncoderInput empty = new EncoderInput(new long[2][3], Optional.of(new long[2][3]), Optional.empty());
            try (EncoderPass pass = encoder.forward(empty, 0, Reading.ALL_TOKENS)) {
                assertThat(pass.state(3)).containsOnly(0f);
                assertThat(pass.backward(one.gradients(empty, 3), 0)).isEmpty();
            }
            long[][] mask = {{0, 0, 0}, {1, 0, 1}};
            EncoderInput half = new EncoderInput(new long[2][3], Optional.of(mask), Optional.empty());
            one.assertEqual(encoder, half, new Masks(Dropout.of(0.1), 3), one.gradients(half, 3), 0);
        }
    }

    @Test
    void rejectsWhatDoesNotFitAndGoesOn() {
        try (TrainingCase one = new TrainingCase(TrainingCase.shape(Activation.GELU), 35);
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, Dropout.none(), 2)) {
            EncoderInput input = one.input(2, 3);
            EncoderInput outside = new EncoderInput(new long[][] {{40}}, Optional.empty(), Optional.empty());
            assertThatThrownBy(() -> encoder.forward(outside, 0, Reading.ALL_TOKENS))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            EncoderPass pass = encoder.forward(input, 0, Reading.ALL_TOKENS);
            assertThatThrownBy(() -> pass.backward(Map.of(4, new float[144]), 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found 4, expected 0 to 3");
            assertThatThrownBy(() -> pass.backward(Map.of(3, new float[5]), 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found 5 values, expected 144");
            assertThatThrownBy(() -> pass.backward(Map.of(), 4)).isInstanceOf(IndexOutOfBoundsException.class);
            pass.close();
            assertThatThrownBy(() -> pass.state(0)).isInstanceOf(IllegalStateException.class);
            one.assertEqual(encoder, input, NO_MASKS, one.gradients(input, 3), 0);
        }
    }
}
