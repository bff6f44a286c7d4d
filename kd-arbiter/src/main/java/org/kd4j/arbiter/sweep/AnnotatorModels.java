package org.kd4j.arbiter.sweep;

import java.util.List;
import java.util.Optional;
import org.kd4j.arbiter.config.AnnotatorConfig;
import org.kd4j.arbiter.config.AnnotatorsConfig;
import org.kd4j.arbiter.config.EncoderConfig;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.encoder.Encoder;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.annotator.AnnotatorSettings;
import org.kd4j.models.annotator.AnnotatorStudent;
import org.kd4j.models.annotator.FrozenEncoder;
import org.kd4j.models.bundle.ModelSettings;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.student.PartRates;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerSettings;

/**
 * Makes the models of annotators of a sweep.
 *
 * @param settings of the encoder
 * @param start its weights
 * @param frozen the encoder that all of them read; empty where each has one that learns
 * @param known the annotators
 */
record AnnotatorModels(
        TransformerSettings settings,
        PretrainedEncoder start,
        Optional<FrozenEncoder> frozen,
        Annotators known,
        int classes)
        implements AutoCloseable {

    /** @throws InvalidInput if there is no such encoder, or it has not the words or positions of the task */
    static AnnotatorModels of(EncoderConfig config, PretrainedEncoder start, TextTask task, Annotators known) {
        if (Encoder.library().isEmpty()) {
            throw new InvalidConfig(
                    "annotators",
                    "models that compute with oneDNN or OpenBLAS, and neither is in this jar",
                    "the jar for the CPU",
                    "It is built without -Pcuda.");
        }
        try {
            TransformerSettings settings = TransformerSettings.of(task, start).withPooling(config.pooling());
            Optional<FrozenEncoder> frozen = config.weights() == EncoderConfig.Weights.FROZEN
                    ? Optional.of(FrozenEncoder.of(settings, start))
                    : Optional.empty();
            return new AnnotatorModels(settings, start, frozen, known, task.classes());
        } catch (IllegalArgumentException e) {
            throw new InvalidInput(
                    config.model(),
                    "an encoder that cannot be used as configured (" + e.getMessage() + ")",
                    "words for all tokens, and positions for data.maxTokens",
                    "Lower data.maxTokens, or check annotators.encoder.tokenizer.");
        }
    }

    /** @throws InvalidConfig if a model cannot be made, or not learn, as configured */
    void check(AnnotatorConfig config) {
        if (config.annotators() instanceof AnnotatorsConfig.SharedRecommender shared
                && !known.attributes().keySet().containsAll(shared.attributes())) {
            throw new InvalidConfig(
                    "annotators.attributes",
                    shared.attributes().toString(),
                    "some of what the data say of annotators, "
                            + known.attributes().keySet().stream().sorted().toList(),
                    "Name columns in data.attributes, or leave it empty.");
        }
        EncoderShape shape = settings.encoder();
        Transformers.requireParts("training.freeze", config.training().toPartRates(), shape.layers(), shape.shared());
    }

    /** A model before its training, the same for the same configuration and seed. */
    AnnotatorStudent create(AnnotatorConfig config) {
        AnnotatorsConfig annotators = config.annotators();
        AnnotatorSettings own = settings(annotators);
        long seed = config.training().seed();
        double rate = annotators.headRate();
        StepSettings plain = Students.step(config.training());
        StepSettings steps = plain.withRules(part -> plain.rules().apply(part).scaled(isEncoders(part) ? 1 : rate));
        if (frozen.isPresent()) {
            return AnnotatorStudent.create(own, frozen.get(), annotators.dropout(), steps, seed);
        }
        PartRates rates = config.training().toPartRates();
        return AnnotatorStudent.create(
                own, settings.withDropout(annotators.dropout()), start, rates.over(steps, settings.encoder()), seed);
    }

    /** What a saved model is. */
    ModelSettings saved(AnnotatorConfig config) {
        return new ModelSettings.Annotators(settings(config.annotators()), settings);
    }

    private AnnotatorSettings settings(AnnotatorsConfig annotators) {
        return new AnnotatorSettings(known(annotators), classes, annotators.toModel(), annotators.unknownShare());
    }

    private static boolean isEncoders(ParameterPart part) {
        return List.of("embeddings.", "layers.").stream()
                .anyMatch(beginning -> part.name().startsWith(beginning));
    }

    /** A classifier of majorities tells nobody from anybody. */
    private Annotators known(AnnotatorsConfig annotators) {
        return annotators instanceof AnnotatorsConfig.Majority ? Annotators.of(List.of()) : known;
    }

    @Override
    public void close() {
        frozen.ifPresent(FrozenEncoder::close);
    }
}
