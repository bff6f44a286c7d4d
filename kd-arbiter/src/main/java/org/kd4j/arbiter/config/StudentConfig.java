package org.kd4j.arbiter.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** Who learns. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StudentConfig.KimCnn.class, name = "kim-cnn"),
    @JsonSubTypes.Type(value = StudentConfig.FastTextLinear.class, name = "fasttext-linear")
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
            Check.share("dropout", dropout);
            if (dropout == 1) {
                throw new InvalidValue("dropout", dropout, "a number < 1");
            }
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
}
