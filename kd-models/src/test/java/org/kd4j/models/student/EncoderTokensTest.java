package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.kd4j.models.head.Pooling;

class EncoderTokensTest {
    @Test
    void fillsRowsUpToAMultiple() {
        assertThat(length(8, 0)).isEqualTo(8);
        assertThat(length(8, 8, 3)).isEqualTo(8);
        assertThat(length(8, 1, 9)).isEqualTo(16);
        assertThat(length(1, 0)).isEqualTo(1);
        assertThat(length(1, 2, 5)).isEqualTo(5);
        EncoderTokens tokens = EncoderTokens.of(new int[][] {{5, 6, 7}}, 9, 4);
        assertThat(tokens.ids()[0]).containsExactly(5, 6, 7, 9);
        assertThat(tokens.mask()[0]).containsExactly(1, 1, 1, 0);
    }

    /** 4,096² · 128 is 2^31. */
    @Test
    void refusesABatchWhosePoolingIsTooLarge() {
        int[][] rows = new int[4096][];
        Arrays.fill(rows, new int[128]);
        EncoderTokens tokens = EncoderTokens.of(rows, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokens.weights(Pooling.MEAN))
                .withMessageContaining("a batch of 4096 records of 128 tokens")
                .withMessageContaining("give fewer records at a time");
    }

    private static int length(int multiple, int... lengths) {
        int[][] rows = new int[lengths.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new int[lengths[i]];
        }
        return EncoderTokens.of(rows, 0, multiple).length();
    }
}
