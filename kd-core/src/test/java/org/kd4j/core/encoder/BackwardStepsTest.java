package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Matrices of several tiles in more layers than there is memory for, by more threads than there are cores. */
class BackwardStepsTest {
    private static final int HIDDEN = 400;

    @ParameterizedTest
    @CsvSource({"false, ALL_TOKENS", "true, ALL_TOKENS", "false, FIRST_TOKENS", "true, FIRST_TOKENS"})
    void addsTheSameWhicheverThreadIsFirst(boolean shared, Reading reading) {
        EmbeddingShape embeddings = new EmbeddingShape(40, 64, new PositionRule.FromStart(), 2, 32, true);
        EncoderShape shape = new EncoderShape(embeddings, HIDDEN, 5, 800, 6, shared, Activation.GELU, 1e-6f);
        try (TrainingCase one = new TrainingCase(shape, 71);
                TrainableEncoder alone = new TrainableEncoder(one.weights, one.gradient, Dropout.of(0.1), 1);
                TrainableEncoder several = new TrainableEncoder(one.weights, one.gradient, Dropout.of(0.1), 4)) {
            EncoderInput input = one.input(11, 9);
            Map<Integer, float[]> given = one.gradients(input, 2, 6);
            List<float[]> expected = one.gradientsOf(alone, input, given, reading);
            List<float[]> first = one.gradientsOf(several, input, given, reading);
            for (int i = 0; i < expected.size(); i++) {
                float[] none = new float[expected.get(i).length];
                assertThat(distance(first.get(i), expected.get(i)))
                        .isLessThanOrEqualTo(1e-5f * (1 + distance(expected.get(i), none)));
            }
            for (int again = 0; again < 5; again++) {
                List<float[]> found = one.gradientsOf(several, input, given, reading);
                for (int i = 0; i < found.size(); i++) {
                    assertThat(distance(found.get(i), first.get(i))).isZero();
                }
            }
        }
    }

    /** The largest between two numbers at the same place. */
    private static float distance(float[] a, float[] b) {
        float largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }
}
