package org.kd4j.arbiter.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.student.TransformerEngine;

/** Who learns. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StudentConfig.KimCnn.class, name = "kim-cnn"),
    @JsonSubTypes.Type(value = StudentConfig.FastTextLinear.class, name = "fasttext-linear"),
    @JsonSubTypes.Type(value = StudentConfig.Transformer.class, name = "transformer")
})
public sealed interface StudentConfig {

    /** The value of {@code kind} in a configuration. */
    default String kind() {
        return Kinds.nameOf(StudentConfig.class, getClass());
    }

    /** Path of the student's {@code tokenizer.json}; null: the teacher's. */
    String tokenizer();

    /**
     * @param embedding values in the vector of a token
     * @param widths of the convolutions, in tokens
     * @param filters of each width
     * @param dropout share of the pooled features that a training step drops, 0 ≤ dropout < 1
     */
    record KimCnn(String tokenizer, int embedding, List<Integer> widths, int filters, double dropout)
            implements StudentConfig {
        public KimCnn {
            Check.atLeast("embedding", embedding, 1);
            Check.atLeast("filters", filters, 1);
            Check.dropped("dropout", dropout);
            Check.present("widths", widths == null || widths.isEmpty() ? null : widths);
            widths = List.copyOf(widths);
            widths.forEach(width -> Check.atLeast("widths", width, 1));
            Check.different("widths", widths);
        }
    }

    /** @param embedding values in the vector of a token */
    record FastTextLinear(String tokenizer, int embedding) implements StudentConfig {
        public FastTextLinear {
            Check.atLeast("embedding", embedding, 1);
        }
    }

    /**
     * @param layers number of blocks
     * @param hidden width of the hidden states, a multiple of the heads
     * @param heads of attention in each block
     * @param intermediate width inside a block
     * @param pooling how the last hidden states become one vector
     * @param head from that vector to the logits
     * @param dropout share of what a training step drops, 0 ≤ dropout < 1
     * @param init what the weights start from
     * @param engine what computes it
     */
    record Transformer(
            String tokenizer,
            int layers,
            int hidden,
            int heads,
            int intermediate,
            Pooling pooling,
            HeadKind head,
            double dropout,
            Init init,
            TransformerEngine engine)
            implements StudentConfig {

        /** What the weights of a transformer start from. */
        public enum Init {
            /** Embeddings and every k-th block of the teacher, where its sizes are the student's; else as RANDOM. */
            @JsonProperty("teacher-layers")
            TEACHER_LAYERS,
            RANDOM
        }

        public Transformer {
            Check.atLeast("layers", layers, 1);
            Check.atLeast("hidden", hidden, 1);
            Check.atLeast("heads", heads, 1);
            Check.atLeast("intermediate", intermediate, 1);
            Check.dropped("dropout", dropout);
            Check.present("pooling", pooling);
            Check.present("head", head);
            Check.present("init", init);
            Check.present("engine", engine);
            if (hidden % heads != 0) {
                throw new InvalidValue("hidden", hidden, "a multiple of heads, " + heads);
            }
        }
    }
}
