package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchSizeTest {
    /** Width 10, hidden size 12, 3 heads. */
    private static EncoderShape shape(int width, int intermediate) {
        EmbeddingShape embeddings = new EmbeddingShape(40, 64, new PositionRule.FromStart(), 0, width, true);
        return new EncoderShape(embeddings, 12, 3, intermediate, 1, false, Activation.GELU, 1e-6f);
    }

    @Test
    void countsTokensWithoutPadding() {
        EncoderInput input = new EncoderInput(
                new long[2][4], Optional.of(new long[][] {{1, 1, 1, 0}, {1, 0, 0, 0}}), Optional.empty());

        assertThat(BatchSize.of(input)).isEqualTo(new BatchSize(2, 8, 4, 10));
        assertThat(BatchSize.of(new EncoderInput(new long[2][4], Optional.empty(), Optional.empty())))
                .isEqualTo(new BatchSize(2, 8, 8, 32));
    }

    /** The last size that fits, by 2^31 - 1 divided by hand; one more does not. */
    @ParameterizedTest
    @CsvSource({
        "hidden states, 10, 8, 178956970, 0, 0, 2147483652",
        "embeddings, 100, 8, 0, 21474836, 0, 2147483700",
        "'queries, keys and values', 10, 8, 0, 59652323, 0, 2147483664",
        "feed-forward part, 10, 100, 0, 21474836, 0, 2147483700",
        "attention probabilities, 10, 8, 0, 0, 715827882, 2147483649"
    })
    void refusesWhatIntsDoNotCount(
            String what, int width, int intermediate, long padded, long tokens, long squares, long tooMany) {
        EncoderShape shape = shape(width, intermediate);
        BatchSize more = new BatchSize(
                7, padded + Long.signum(padded), tokens + Long.signum(tokens), squares + Long.signum(squares));

        assertThatCode(() -> new BatchSize(7, padded, tokens, squares).requireFits(shape))
                .doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> more.requireFits(shape))
                .withMessageStartingWith("found a batch of 7 records with ")
                .withMessageContaining("whose " + what + " would be " + tooMany + " values")
                .withMessageContaining("give fewer records at a time");
    }

    /** The same for so many records. */
    @Test
    void countsWhatFirstTokensAsk() {
        EncoderShape shape = shape(10, 8);

        assertThatCode(() -> new BatchSize(59_652_323, 0, 0, 0).requireFits(shape))
                .doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchSize(59_652_324, 0, 0, 0).requireFits(shape))
                .withMessageContaining("whose questions of first tokens would be 2147483664 values");
    }

    /** Its records are one and the same array: 3 · 180,000 · 64² probabilities, and no memory for them. */
    @Test
    void isAskedBeforeAnythingIsReserved() {
        long[][] ids = new long[180_000][];
        Arrays.fill(ids, new long[64]);
        EncoderInput input = new EncoderInput(ids, Optional.empty(), Optional.empty());
        EncoderShape shape = TrainingCase.shape(Activation.GELU);
        try (TrainingCase weights = new TrainingCase(shape, 1);
                TrainableEncoder encoder = new TrainableEncoder(weights.weights, weights.gradient, Dropout.of(0), 1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> encoder.forward(input, 0, Reading.ALL_TOKENS))
                    .withMessageContaining("180000 records with 11520000 tokens, whose attention probabilities");
        }
    }
}
