package org.kd4j.arbiter.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.onnx.Engine;

/**
 * The encoder that all annotators share.
 *
 * @param model {@code minilm}, the model inside the jar, or the path of an ONNX file, or of a folder that
 *     {@code teacher import} wrote, of an encoder that the CPU engine knows
 * @param tokenizer path of the model's {@code tokenizer.json}; null: beside the model, or in its folder
 * @param weights whether they learn
 * @param pooling how the last hidden states become the vector of a text
 */
public record EncoderConfig(String model, String tokenizer, Weights weights, Pooling pooling) {

    /** Whether an encoder's weights learn. */
    public enum Weights {
        /** They stay, and the vector of each text is computed once. */
        FROZEN,
        /** They learn with what stands behind them, but for {@code training.freeze}. */
        @JsonProperty("fine-tuned")
        FINE_TUNED
    }

    public EncoderConfig {
        Check.present("model", model);
        Check.present("weights", weights);
        Check.present("pooling", pooling);
    }

    /** The model as a teacher that is nothing but an encoder. */
    public TeacherConfig toTeacher() {
        return new TeacherConfig(
                model,
                null,
                tokenizer,
                TeacherConfig.Head.PROBE,
                pooling,
                List.of(),
                Engine.AUTO,
                1,
                1,
                1,
                List.of(),
                1);
    }
}
