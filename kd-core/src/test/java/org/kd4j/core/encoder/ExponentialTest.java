package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ExponentialTest {

    @Test
    void isWithinAFewTenMillionths() {
        for (float x = -100; x <= 0; x += 0.0031f) {
            float[] y = {x};
            Exponential.ofNegative(y, 1);
            assertThat((double) y[0]).as("at %s", x).isCloseTo(Math.exp(x), within(2e-7));
        }
    }

    @Test
    void theOtherIsCloserToSmallValues() {
        for (float x = -30; x <= 0; x += 0.0031f) {
            float[] y = {x};
            Exponential.ofNegativeRelative(y, 1);
            assertThat(y[0] / Math.exp(x)).as("at %s", x).isCloseTo(1, within(4e-5));
        }
    }

    @Test
    void isOneAtZeroAndNoughtFarBelow() {
        float[] y = {0, -Float.MAX_VALUE};
        Exponential.ofNegative(y, 2);
        assertThat(y[0]).isEqualTo(1);
        assertThat(y[1]).isBetween(0f, 1e-7f);
    }
}
