package org.kd4j.models.student;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.kd4j.core.training.StepSettings;
import org.nd4j.linalg.factory.Nd4j;

/** What computes a {@link TransformerStudent}. Its numbers are the same to rounding, and so are its files. */
public enum TransformerEngine {
    /** {@link #ENCODER} where ND4J computes on the CPU, else {@link #SAMEDIFF}. */
    @JsonProperty("auto")
    AUTO,
    /** The CPU engine for BERT-family encoders. */
    @JsonProperty("encoder")
    ENCODER,
    /** A SameDiff graph on ND4J's backend: the GPU, where it is CUDA's. */
    @JsonProperty("samediff")
    SAMEDIFF;

    /** What it is here: {@link #AUTO} is one of the others. */
    public TransformerEngine resolved() {
        return this != AUTO ? this : Nd4j.getEnvironment().isCPU() ? ENCODER : SAMEDIFF;
    }

    TransformerNetwork network(TransformerSettings settings, StepSettings steps, long seed) {
        return resolved() == ENCODER
                ? new EngineNetwork(settings, steps, seed)
                : new GraphNetwork(settings, steps, seed);
    }
}
