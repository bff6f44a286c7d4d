package org.kd4j.models.onnx;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What runs a model. */
public enum Engine {
    /** {@link #ENCODER} where the model is recognised, else {@link #SAMEDIFF}. */
    @JsonProperty("auto")
    AUTO,
    /** The CPU engine for BERT-family encoders, {@link org.kd4j.core.encoder.Encoder}. */
    @JsonProperty("encoder")
    ENCODER,
    /** The translated graph: any model, and the GPU. */
    @JsonProperty("samediff")
    SAMEDIFF,
    /** ONNX Runtime, where it is on the class path. */
    @JsonProperty("onnxruntime")
    ONNXRUNTIME;

    /** The value as a configuration has it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
