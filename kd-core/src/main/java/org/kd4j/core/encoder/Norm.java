package org.kd4j.core.encoder;

import java.nio.FloatBuffer;

/**
 * Layer normalisation: (x - mean) / √(variance + epsilon) · gain + bias over the last axis (Ba et al., Layer
 * Normalization, 2016).
 *
 * @param gain [width]
 * @param bias [width]
 * @param epsilon ≥ 0
 */
public record Norm(FloatBuffer gain, FloatBuffer bias, float epsilon) {

    /** Throws {@link IllegalArgumentException} if gain and bias differ in size, or epsilon is negative or NaN. */
    public Norm {
        Sizes.require("bias", bias, gain.remaining());
        if (!(epsilon >= 0)) {
            throw new IllegalArgumentException("epsilon: found " + epsilon + ", expected a number ≥ 0");
        }
    }

    int width() {
        return gain.remaining();
    }
}
