package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PaddedTextsTest {
    /** A token that is written as padding is one all the same. */
    @Test
    void fillsUpBehindTheLastToken() {
        PaddedTexts texts = PaddedTexts.of(new int[][] {{7, 9, 7}, {}, {3, 5, 6, 8}}, 9, 4);

        assertThat(texts.ids()).isDeepEqualTo(new long[][] {{7, 9, 7, 9}, {9, 9, 9, 9}, {3, 5, 6, 8}});
        assertThat(texts.mask()).isDeepEqualTo(new long[][] {{1, 1, 1, 0}, {0, 0, 0, 0}, {1, 1, 1, 1}});
    }

    @Test
    void givesAModelTheInputsThatItHas() {
        PaddedTexts texts = PaddedTexts.of(new int[][] {{7}}, 0, 2);

        assertThat(texts.inputs(List.of("input_ids", "token_type_ids")))
                .containsOnlyKeys("input_ids", "token_type_ids")
                .containsEntry("input_ids", texts.ids());
        assertThat(texts.inputs(List.of("token_type_ids")).get("token_type_ids"))
                .isDeepEqualTo(new long[1][2]);
    }

    @Test
    void isAtLeastOnePositionLong() {
        assertThat(PaddedTexts.longest(new int[][] {{}, {}})).isEqualTo(1);
        assertThat(PaddedTexts.longest(new int[][] {{1, 2}, {3}})).isEqualTo(2);
    }
}
