package org.kd4j.models.annotator;

import org.kd4j.models.head.HeadKind;

/**
 * Sizes of a pooler.
 *
 * @param width of the vectors that it makes, ≥ 1
 * @param activation the function behind its linear layer
 * @param dropout share of what goes into its layer that training sets to 0, 0 ≤ dropout < 1
 */
public record PoolerSettings(int width, HeadKind activation, double dropout) {

    /** Throws {@link IllegalArgumentException} if a value is outside its range, or there is no function. */
    public PoolerSettings {
        if (width < 1) {
            throw new IllegalArgumentException("width: found " + width + ", expected at least 1");
        }
        if (activation == null || !activation.hasInner()) {
            throw new IllegalArgumentException("activation: found " + activation + ", expected a function");
        }
        if (!(dropout >= 0 && (float) dropout < 1)) {
            throw new IllegalArgumentException("dropout: found " + dropout + ", expected at least 0, below 1");
        }
    }
}
