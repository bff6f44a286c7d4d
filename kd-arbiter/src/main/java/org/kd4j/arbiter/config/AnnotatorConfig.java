package org.kd4j.arbiter.config;

/**
 * Everything that the training of a model of individual annotators depends on, resolved: the configuration of a sweep that
 * has the section {@code annotators} in place of teacher, student and objective.
 */
public record AnnotatorConfig(
        AnnotatedDataConfig data,
        AnnotatorsConfig annotators,
        TrainingConfig training,
        SweepConfig sweep,
        OutputConfig output)
        implements RunConfig {

    /** Throws {@link InvalidValue} if the encoder learns nothing and parts of it are to be frozen or slowed down. */
    public AnnotatorConfig {
        if (annotators.encoder().weights() == EncoderConfig.Weights.FROZEN) {
            String why = ", or annotators.encoder.weights fine-tuned, because nothing of the encoder learns";
            if (!training.freeze().isEmpty()) {
                throw new InvalidValue("training.freeze", training.freeze(), "[]" + why);
            }
            if (training.layerDecay() != 1) {
                throw new InvalidValue("training.layerDecay", training.layerDecay(), "1" + why);
            }
        }
        if (training.freeze().contains("head")) {
            throw new InvalidValue(
                    "training.freeze", training.freeze(), "no head, because that is where annotators are told apart");
        }
    }
}
