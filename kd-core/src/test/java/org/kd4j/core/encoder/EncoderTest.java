package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.seed.Seeds;

class EncoderTest {
    private static final int WORDS = 50;
    private static final int HEADS = 3;
    private static final int HIDDEN = 21;
    private static final int INNER = 35;
    private static final int WIDE = 1_040;
    private final SplittableRandom random = Seeds.stream(7, "encoder", 0);

    static List<Gemm> libraries() {
        return List.of(new OneDnnGemm(), new OpenBlasGemm());
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void equalsItsFormulasOnAnyShapeAndPadding(Gemm library) {
        EmbeddingWeights embeddings = embeddings(HIDDEN, new PositionRule.FromStart());
        assertEqual(library, new PlainEncoder(embeddings, blocks(3), HEADS, Activation.GELU));
        assertEqual(library, new PlainEncoder(embeddings, blocks(3), HEADS, Activation.GELU_TANH));
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void equalsItsFormulasWithSeveralSlicesOfTheFeedForwardPart(Gemm library) {
        assertThat(FeedForward.starts(WIDE)).containsExactly(0, 208, 416, 624, 832);
        EmbeddingWeights embeddings = embeddings(HIDDEN, new PositionRule.FromStart());
        assertEqual(library, new PlainEncoder(embeddings, blocks(2, WIDE), HEADS, Activation.GELU));
    }

    @Test
    void equalsItsFormulasWithProjectionSharedBlocksAndPositionsBehindPadding() {
        BlockWeights shared = blocks(1).get(0);
        EmbeddingWeights narrow = embeddings(10, new PositionRule.BehindPadding(1));
        EmbeddingWeights projected = new EmbeddingWeights(
                narrow.words(),
                narrow.positions(),
                narrow.rule(),
                Optional.empty(),
                narrow.norm(),
                Optional.of(dense(10, HIDDEN)));
        assertEqual(new OneDnnGemm(), new PlainEncoder(projected, List.of(shared, shared), HEADS, Activation.RELU));
    }

    private void assertEqual(Gemm library, PlainEncoder plain) {
        try (Encoder encoder =
                new Encoder(library, plain.embeddings(), plain.blocks(), plain.heads(), plain.activation(), 2)) {
            for (int[] size : new int[][] {{1, 1}, {5, 9}, {2, 40}, {7, 3}, {5, 9}}) {
                EncoderInput input = input(size[0], size[1]);
                int last = encoder.layers();
                List<float[]> states = encoder.hiddenStates(input, last, 0, 1);
                assertStates(states.get(0), plain, input, last);
                assertStates(states.get(1), plain, input, 0);
                assertStates(states.get(2), plain, input, 1);
            }
        }
    }

    private static void assertStates(float[] found, PlainEncoder plain, EncoderInput input, int layer) {
        for (int record = 0; record < input.batch(); record++) {
            double[][] expected = plain.states(input, record, layer);
            for (int t = 0; t < input.length(); t++) {
                for (int i = 0; i < HIDDEN; i++) {
                    float value = found[(record * input.length() + t) * HIDDEN + i];
                    double right = expected[t] == null ? 0 : expected[t][i];
                    assertThat((double) value)
                            .as("layer %d, record %d, position %d, value %d", layer, record, t, i)
                            .isCloseTo(right, within(2e-5));
                }
            }
        }
    }

    @Test
    void neighboursAndPaddingDoNotMatter() {
        PlainEncoder plain =
                new PlainEncoder(embeddings(HIDDEN, new PositionRule.FromStart()), blocks(2), HEADS, Activation.GELU);
        try (Encoder encoder = new Encoder(plain.embeddings(), plain.blocks(), HEADS, plain.activation(), 2)) {
            long[] ids = {4, 9, 2, 17};
            float[] alone = encoder.hiddenStates(
                            new EncoderInput(new long[][] {ids}, Optional.empty(), Optional.empty()), 2)
                    .get(0);
            long[][] batch = {{4, 9, 2, 17, 0, 0}, {1, 2, 3, 4, 5, 6}, {8, 8, 8, 0, 0, 0}};
            long[][] mask = {{1, 1, 1, 1, 0, 0}, {1, 1, 1, 1, 1, 1}, {1, 1, 1, 0, 0, 0}};
            float[] among = encoder.hiddenStates(new EncoderInput(batch, Optional.of(mask), Optional.empty()), 2)
                    .get(0);
            for (int i = 0; i < alone.length; i++) {
                assertThat(among[i]).isCloseTo(alone[i], within(1e-5f));
            }
        }
    }

    @Test
    void theSameCallGivesTheSameBits() {
        try (Encoder encoder =
                new Encoder(embeddings(HIDDEN, new PositionRule.FromStart()), blocks(2), HEADS, Activation.GELU, 3)) {
            EncoderInput input = input(40, 30);
            float[] first = encoder.hiddenStates(input, 2).get(0);
            for (int again = 0; again < 5; again++) {
                assertThat(encoder.hiddenStates(input, 2).get(0)).isEqualTo(first);
            }
        }
    }

    @Test
    void recordWithoutTokensHasNoState() {
        try (Encoder encoder =
                new Encoder(embeddings(HIDDEN, new PositionRule.FromStart()), blocks(1), HEADS, Activation.RELU, 2)) {
            EncoderInput empty = new EncoderInput(new long[1][2], Optional.of(new long[1][2]), Optional.empty());
            assertThat(encoder.hiddenStates(empty, 1).get(0)).containsOnly(0f);
        }
    }

    @Test
    void rejectsIdsOutsideTheirTable() {
        try (Encoder encoder =
                new Encoder(embeddings(HIDDEN, new PositionRule.FromStart()), blocks(1), HEADS, Activation.RELU, 2)) {
            for (long id : new long[] {WORDS, -1, Long.MAX_VALUE / 2}) {
                EncoderInput input = new EncoderInput(new long[][] {{1, id}}, Optional.empty(), Optional.empty());
                assertThatThrownBy(() -> encoder.hiddenStates(input, 1))
                        .as("id %d", id)
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
            assertThat(encoder.hiddenStates(input(3, 4), 1)).hasSize(1);
        }
    }

    @Test
    void rejectsSizesThatDoNotFit() {
        EmbeddingWeights embeddings = embeddings(HIDDEN, new PositionRule.FromStart());
        List<BlockWeights> blocks = blocks(1);
        assertThatThrownBy(() -> new Encoder(embeddings, blocks, 4, Activation.RELU, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 heads on 21");
        assertThatThrownBy(
                        () -> new Encoder(embeddings(20, new PositionRule.FromStart()), blocks, 5, Activation.RELU, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 21 values, expected 20");
        assertThatThrownBy(() -> new Dense(2, 3, floats(5), floats(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 5 values, expected 6");
    }

    private EncoderInput input(int batch, int length) {
        long[][] ids = new long[batch][length];
        long[][] mask = new long[batch][length];
        long[][] types = new long[batch][length];
        for (int record = 0; record < batch; record++) {
            for (int t = 0; t < length; t++) {
                ids[record][t] = random.nextInt(WORDS);
                // Holes too, not only padding at the end; the first token stays.
                mask[record][t] = t == 0 || random.nextInt(4) > 0 ? 1 : 0;
                types[record][t] = random.nextInt(2);
            }
        }
        return new EncoderInput(ids, Optional.of(mask), Optional.of(types));
    }

    private EmbeddingWeights embeddings(int width, PositionRule rule) {
        return new EmbeddingWeights(
                floats(WORDS * width),
                Optional.of(floats(64 * width)),
                rule,
                Optional.of(floats(2 * width)),
                norm(width),
                Optional.empty());
    }

    private List<BlockWeights> blocks(int count) {
        return blocks(count, INNER);
    }

    private List<BlockWeights> blocks(int count, int inner) {
        List<BlockWeights> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            blocks.add(new BlockWeights(
                    dense(HIDDEN, HIDDEN),
                    dense(HIDDEN, HIDDEN),
                    dense(HIDDEN, HIDDEN),
                    dense(HIDDEN, HIDDEN),
                    norm(HIDDEN),
                    dense(HIDDEN, inner),
                    dense(inner, HIDDEN),
                    norm(HIDDEN)));
        }
        return blocks;
    }

    private Dense dense(int in, int out) {
        return new Dense(in, out, floats(in * out), floats(out));
    }

    private Norm norm(int width) {
        return new Norm(floats(width), floats(width), 1e-6f);
    }

    private FloatBuffer floats(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (random.nextDouble() - 0.5);
        }
        return FloatBuffer.wrap(values);
    }
}
