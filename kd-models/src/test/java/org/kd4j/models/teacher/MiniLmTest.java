package org.kd4j.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MiniLmTest {
    private static SentenceEncoder miniLm;

    @BeforeAll
    static void open() {
        miniLm = MiniLm.open(64);
    }

    @AfterAll
    static void close() {
        miniLm.close();
    }

    @Test
    void answersTheEmptyTextAmongOthers() {
        float[] alone = miniLm.apply(List.of(""))[0];
        float[][] together = miniLm.apply(List.of("a much longer text than the empty one", "", "short"));
        assertThat(alone).hasSize(384);
        assertThat(together[1]).containsExactly(alone, within(1e-5f));
    }

    /** The similarities that Hugging Face's documentation of its inference service shows for this model. */
    @Test
    void givesThePublishedSimilarities() {
        float[][] vectors = miniLm.apply(List.of(
                "That is a happy person",
                "That is a happy dog",
                "That is a very happy person",
                "Today is a sunny day"));
        assertThat(cosine(vectors[0], vectors[1])).isCloseTo(0.6945773, within(1e-4));
        assertThat(cosine(vectors[0], vectors[2])).isCloseTo(0.9429150, within(1e-4));
        assertThat(cosine(vectors[0], vectors[3])).isCloseTo(0.2568761, within(1e-4));
    }

    @Test
    void cutsTextsAtTheMaximumLength() {
        String text = "word ".repeat(1000);
        assertThat(miniLm.apply(List.of(text, "word ".repeat(62))))
                .satisfies(vectors -> assertThat(vectors[0]).containsExactly(vectors[1], within(1e-5f)));
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
            squaresA += a[i] * a[i];
            squaresB += b[i] * b[i];
        }
        return product / Math.sqrt(squaresA * squaresB);
    }
}
