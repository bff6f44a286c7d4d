package org.kd4j.arbiter.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import org.kd4j.models.bundle.AnnotatorTeacher;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.onnx.Engine;
import org.kd4j.models.student.PartRates;
import org.kd4j.models.student.TransformerPart;

/**
 * Who teaches.
 *
 * @param model {@code minilm}, the model inside the jar, or the path of an ONNX file, or of a folder that
 *     {@code teacher import} wrote
 * @param annotators what is taught of a model of annotators, such as {@code annotators.zip}; null: the model is no such one
 * @param tokenizer path of the model's {@code tokenizer.json}; null: beside the model, or in its folder
 * @param head what turns the model into a classifier
 * @param pooling how the last hidden states become the vector that a probe or a new head takes
 * @param labels names of the classes in the order of the model's logits; empty: those of the
 *     folder where they are the data's, or else the order of the data's labels
 * @param engine what runs the model
 * @param epochs of fine-tuning
 * @param learningRate of fine-tuning, > 0, before its linear warm-up and decay
 * @param batchSize of fine-tuning
 * @param freeze parts that fine-tuning leaves as they are, by the names of {@link TransformerPart}
 * @param layerDecay factor on the rate of fine-tuning for each layer on the way down from the head, 0 < factor ≤ 1
 */
public record TeacherConfig(
        String model,
        Annotators annotators,
        String tokenizer,
        Head head,
        Pooling pooling,
        List<String> labels,
        Engine engine,
        int epochs,
        double learningRate,
        int batchSize,
        List<String> freeze,
        double layerDecay) {

    /** The model inside the jar. */
    public static final String MINILM = "minilm";

    /** What is taught of a model of annotators. */
    public enum Annotators {
        /** The mean of what all known annotators would say. */
        @JsonProperty("soft-label")
        SOFT_LABEL,
        /** The logits of each of them: a student that has a teacher gets an answer for each. */
        ALL;

        public AnnotatorTeacher.Answer toAnswer() {
            return AnnotatorTeacher.Answer.valueOf(name());
        }
    }

    /** What turns a model into a classifier. */
    public enum Head {
        /** The model is a classifier: its logits are taken as they are. */
        @JsonProperty("as-is")
        AS_IS,
        /** A softmax regression on the pooled sentence vector, fitted to the training records. */
        PROBE,
        /**
         * Encoder and head are trained together on the training records: the model's own head where it has a logit a
         * class, else a new one.
         */
        @JsonProperty("fine-tune")
        FINE_TUNE;

        /** The value as a configuration has it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public TeacherConfig {
        labels = labels == null ? List.of() : List.copyOf(labels);
        Check.present("model", model);
        Check.present("head", head);
        Check.present("pooling", pooling);
        Check.present("engine", engine);
        Check.atLeast("epochs", epochs, 1);
        Check.positive("learningRate", learningRate);
        Check.atLeast("batchSize", batchSize, 1);
        freeze = freeze == null ? List.of() : List.copyOf(freeze);
        Check.parts("freeze", freeze);
        Check.decay("layerDecay", layerDecay);
        Check.different("labels", labels);
        if (annotators != null && head != Head.AS_IS) {
            throw new InvalidValue(
                    "head", head.text(), "as-is, because teacher.annotators says what the model teaches");
        }
        if (model.equals(MINILM) && head == Head.AS_IS) {
            throw new InvalidValue(
                    "head", "as-is", "probe or fine-tune, because minilm is an encoder without a classifier");
        }
        if (head == Head.AS_IS && pooling != Pooling.MEAN) {
            throw new InvalidValue(
                    "pooling", "cls", "mean, or head probe or fine-tune, because logits as they are come pooled");
        }
        if (head != Head.FINE_TUNE && !freeze.isEmpty()) {
            throw new InvalidValue("freeze", freeze, "[], or head fine-tune, because nothing else trains the teacher");
        }
        if (head != Head.FINE_TUNE && layerDecay != 1) {
            throw new InvalidValue(
                    "layerDecay", layerDecay, "1, or head fine-tune, because nothing else trains the teacher");
        }
    }

    public PartRates toPartRates() {
        return new PartRates(freeze.stream().map(TransformerPart::parse).toList(), layerDecay);
    }

    public boolean isBuiltIn() {
        return model.equals(MINILM);
    }
}
