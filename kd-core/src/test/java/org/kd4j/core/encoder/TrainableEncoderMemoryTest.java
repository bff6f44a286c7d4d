package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The memory outside the heap that an encoder takes and gives back. */
class TrainableEncoderMemoryTest {
    /** What the largest batches needed is used again; nothing more is taken, also where some passes fail. */
    @ParameterizedTest
    @EnumSource
    void memoryOutsideTheHeapDoesNotGrow(Reading reading) {
        try (TrainingCase one = new TrainingCase(TrainingCase.shape(Activation.GELU), 37);
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, Dropout.of(0.1), 1)) {
            EncoderInput large = one.input(27, 33);
            Map<Integer, float[]> given = one.gradients(large, 3);
            pass(one, encoder, large, reading, given);
            EncoderInput firstTokens = one.input(9, 1);
            pass(one, encoder, firstTokens, reading, one.gradients(firstTokens, 3));
            long before = Pointer.totalBytes();
            EncoderInput outside = new EncoderInput(new long[][] {{40}}, Optional.empty(), Optional.empty());
            for (int again = 0; again < 20; again++) {
                EncoderInput small = one.input(1 + again % 9, 1 + again);
                pass(one, encoder, small, reading, one.gradients(small, 1, 3));
                assertThatThrownBy(() -> encoder.forward(outside, 0, reading))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                pass(one, encoder, large, reading, given);
            }
            assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(before);
        }
    }

    private static void pass(
            TrainingCase one,
            TrainableEncoder encoder,
            EncoderInput input,
            Reading reading,
            Map<Integer, float[]> given) {
        one.gradient.clear();
        try (EncoderPass pass = encoder.forward(input, 7, reading)) {
            pass.backward(given, 0);
        }
    }

    /** 4,000 tokens keep some megabytes; of oneDNN only the 16 bytes of an engine wait for the garbage collector. */
    @Test
    void freesAPassThatIsClosedBehindIt() {
        long before = Long.MAX_VALUE;
        for (int again = 0; again < 3; again++) {
            try (TrainingCase one = new TrainingCase(TrainingCase.shape(Activation.GELU), 36)) {
                TrainableEncoder encoder = new TrainableEncoder(one.weights, one.gradient, Dropout.none(), 1);
                long open = Pointer.totalBytes();
                EncoderPass pass = encoder.forward(one.input(100, 40), 0, Reading.ALL_TOKENS);
                assertThat(Pointer.totalBytes() - open).isGreaterThan(1_000_000);
                encoder.close();
                pass.close();
            }
            assertThat(Pointer.totalBytes() - 100L).isLessThanOrEqualTo(before);
            before = Math.min(before, Pointer.totalBytes());
        }
    }
}
