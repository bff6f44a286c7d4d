package org.kd4j.models.student;

import org.kd4j.core.encoder.Dense;
import org.kd4j.models.head.PretrainedHead;
import org.kd4j.models.onnx.PretrainedEncoder;

/** Weights that others have learned, for a network to go on from. */
final class StartingWeights {
    private StartingWeights() {}

    /** Throws {@link IllegalArgumentException} if they are of another shape than the settings. */
    static void copy(PretrainedEncoder weights, TransformerSettings settings, TransformerNetwork network) {
        if (weights.heads() != settings.encoder().heads()
                || weights.activation() != settings.encoder().activation()) {
            throw new IllegalArgumentException("encoder: found " + weights.heads() + " heads and "
                    + weights.activation() + ", expected those of " + settings.encoder());
        }
        network.vector().load(weights.embeddings(), weights.blocks());
    }

    /** Throws {@link IllegalArgumentException} if they are of another shape than the settings. */
    static void copy(PretrainedHead weights, TransformerSettings settings, TransformerNetwork network) {
        if (weights.pooling() != settings.pooling()
                || weights.kind() != settings.head()
                || weights.width() != settings.encoder().hidden()
                || weights.classes() != settings.task().classes()) {
            throw new IllegalArgumentException("head: found " + weights.pooling() + " " + weights.kind() + " from "
                    + weights.width() + " to " + weights.classes() + ", expected that of " + settings);
        }
        weights.inner().ifPresent(layer -> copy(layer, TransformerGraph.INNER, network));
        copy(weights.output(), TransformerGraph.LOGITS, network);
    }

    private static void copy(Dense weights, String layer, TransformerNetwork network) {
        float[] bias = new float[weights.out()];
        weights.bias().duplicate().get(bias);
        network.setPart("head." + layer + ".weight", weights.outputByOutput());
        network.setPart("head." + layer + ".bias", bias);
    }
}
