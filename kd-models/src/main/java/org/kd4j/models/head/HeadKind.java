package org.kd4j.models.head;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Locale;
import org.kd4j.core.encoder.Activation;

/** What stands between a pooled state and the logits. */
public enum HeadKind {
    /** Dropout and a linear layer. */
    LINEAR,
    /** A linear layer of the same width and ReLU, then as LINEAR: DistilBERT's. */
    RELU,
    /** A linear layer of the same width and tanh, then as LINEAR: BERT's pooler, and RoBERTa's head. */
    TANH,
    /** A linear layer of the same width and GELU, then as LINEAR: ELECTRA's. */
    GELU,
    /** The same with GELU's approximation by tanh, see {@link Activation#GELU_TANH}. */
    @JsonProperty("gelu-tanh")
    GELU_TANH;

    /** Whether there is a layer before the last. */
    public boolean hasInner() {
        return this != LINEAR;
    }

    /**
     * Replaces x by the value of the function behind the inner layer, which is x itself where there is none.
     *
     * @param slopes receives the derivative at x
     */
    public void apply(float[] x, float[] slopes) {
        switch (this) {
            case LINEAR -> Arrays.fill(slopes, 1f);
            case TANH -> {
                for (int i = 0; i < x.length; i++) {
                    x[i] = (float) Math.tanh(x[i]);
                    slopes[i] = 1f - x[i] * x[i];
                }
            }
            case RELU -> Activation.RELU.apply(x, slopes, new float[x.length], x.length);
            case GELU -> Activation.GELU.apply(x, slopes, new float[x.length], x.length);
            case GELU_TANH -> Activation.GELU_TANH.apply(x, slopes, new float[x.length], x.length);
        }
    }

    /** The name as a configuration has it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
