package org.kd4j.arbiter.config;

import org.kd4j.models.annotator.AnnotatorSettings;
import org.kd4j.models.annotator.PoolerSettings;
import org.kd4j.models.head.HeadKind;

/**
 * A layer between the encoder's vectors and what tells annotators apart.
 *
 * @param width of the vectors that it makes, ≥ 1; null: there is no such layer
 * @param activation the function behind it
 * @param dropout share of what goes into it that training drops, 0 ≤ dropout < 1
 */
public record PoolerConfig(Integer width, HeadKind activation, double dropout) {
    public PoolerConfig {
        if (width != null) {
            Check.atLeast("width", width, 1);
        }
        Check.present("activation", activation);
        if (!activation.hasInner()) {
            throw new InvalidValue("activation", activation.text(), "tanh, relu, gelu or gelu-tanh");
        }
        Check.dropped("dropout", dropout);
    }

    /** The layer, if there is one, and behind it what answers. */
    AnnotatorSettings.Model before(AnnotatorSettings.Model behind) {
        return width == null
                ? behind
                : new AnnotatorSettings.Pooled(new PoolerSettings(width, activation, dropout), behind);
    }
}
