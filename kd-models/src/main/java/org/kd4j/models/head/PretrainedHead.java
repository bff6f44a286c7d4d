package org.kd4j.models.head;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.kd4j.core.encoder.Dense;
import org.kd4j.core.io.Sha256;

/**
 * The weights that lead from an imported encoder's last hidden states to its logits, for others to start from.
 *
 * @param kind whether there is an inner layer, and what follows it
 * @param inner as wide as the hidden states on both sides; present where the kind {@link HeadKind#hasInner has one}
 * @param output to the logits
 */
public record PretrainedHead(Pooling pooling, HeadKind kind, Optional<Dense> inner, Dense output) {

    /** Throws {@link IllegalArgumentException} if the layers are not those of the kind, or do not fit together. */
    public PretrainedHead {
        if (inner.isPresent() != kind.hasInner()) {
            throw new IllegalArgumentException(
                    "inner: found " + (inner.isPresent() ? "a layer" : "none") + ", expected what " + kind + " has");
        }
        int width = output.in();
        if (inner.filter(layer -> layer.in() != width || layer.out() != width).isPresent()) {
            throw new IllegalArgumentException("inner: found a layer from "
                    + inner.get().in() + " to " + inner.get().out() + ", expected " + width + " on both sides");
        }
    }

    /** Width of the hidden states. */
    public int width() {
        return output.in();
    }

    /** Number of logits. */
    public int classes() {
        return output.out();
    }

    /**
     * The same head with its logits in another order, in memory of its own.
     *
     * @param from for each logit of the new head, which of this one's it is
     */
    public PretrainedHead arranged(int[] from) {
        float[] weights = values(output.weights());
        float[] bias = values(output.bias());
        float[] newWeights = new float[width() * from.length];
        float[] newBias = new float[from.length];
        for (int c = 0; c < from.length; c++) {
            newBias[c] = bias[from[c]];
            for (int row = 0; row < width(); row++) {
                newWeights[row * from.length + c] = weights[row * classes() + from[c]];
            }
        }
        Dense arranged = new Dense(width(), from.length, FloatBuffer.wrap(newWeights), FloatBuffer.wrap(newBias));
        return new PretrainedHead(pooling, kind, inner.map(PretrainedHead::copy), arranged);
    }

    /** Hex SHA-256 of all that its logits depend on beside the hidden states. */
    public String fingerprint() {
        Sha256 hash = new Sha256().add(pooling + " " + kind);
        inner.ifPresent(layer -> hash.add(values(layer.weights())).add(values(layer.bias())));
        return hash.add(values(output.weights())).add(values(output.bias())).hex();
    }

    private static Dense copy(Dense layer) {
        return new Dense(
                layer.in(),
                layer.out(),
                FloatBuffer.wrap(values(layer.weights())),
                FloatBuffer.wrap(values(layer.bias())));
    }

    private static float[] values(FloatBuffer buffer) {
        float[] values = new float[buffer.remaining()];
        buffer.duplicate().get(values);
        return values;
    }
}
