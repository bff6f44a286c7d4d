package org.kd4j.arbiter.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.kd4j.core.objective.IndividualLabels.Averaging;
import org.kd4j.models.annotator.AnnotatorSettings;
import org.kd4j.models.annotator.RecommenderSettings;

/** How the people who label are modelled. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "model")
@JsonSubTypes({
    @JsonSubTypes.Type(value = AnnotatorsConfig.Majority.class, name = "majority"),
    @JsonSubTypes.Type(value = AnnotatorsConfig.SeparateHeads.class, name = "separate-heads"),
    @JsonSubTypes.Type(value = AnnotatorsConfig.SharedRecommender.class, name = "shared-recommender")
})
public sealed interface AnnotatorsConfig {

    /** The value of {@code model} in a configuration. */
    default String model() {
        return Kinds.nameOf(AnnotatorsConfig.class, getClass());
    }

    EncoderConfig encoder();

    /** What is between the encoder and what tells annotators apart. */
    PoolerConfig pooler();

    /** Share of what a training step drops, in the encoder where it learns, and behind it; 0 ≤ dropout < 1. */
    double dropout();

    /** Factor on the learning rate of what stands behind the encoder, > 0. */
    double headRate();

    /** How much labels count by their class. */
    ClassWeights classWeights();

    /** What counts alike where items have different numbers of labels. */
    Averaging averaging();

    /** Share of the labels that are learned as if nobody knew whose they are. */
    double unknownShare();

    /** What stands behind the encoder and the pooler. */
    AnnotatorSettings.Model behindPooler();

    /** What stands behind the encoder. */
    default AnnotatorSettings.Model toModel() {
        return pooler().before(behindPooler());
    }

    /** How much labels count by their class. */
    enum ClassWeights {
        /** All alike. */
        NONE,
        /** By how rare their class is among all training labels. */
        BALANCED,
        /** By how rare their class is among the annotator's own. */
        @JsonProperty("balanced-each")
        BALANCED_EACH
    }

    /** One classifier, taught the mode of each item's labels; it says the same for everybody. */
    record Majority(
            EncoderConfig encoder, PoolerConfig pooler, double dropout, double headRate, ClassWeights classWeights)
            implements AnnotatorsConfig {
        public Majority {
            checkCommon(encoder, pooler, dropout, headRate, classWeights);
            if (classWeights == ClassWeights.BALANCED_EACH) {
                throw new InvalidValue(
                        "classWeights", "balanced-each", "none or balanced, because nobody's labels are told apart");
            }
        }

        /** An item has one. */
        @Override
        public Averaging averaging() {
            return Averaging.ITEMS;
        }

        @Override
        public double unknownShare() {
            return 0;
        }

        /** Of nobody but the unknown annotator, which is a plain classifier. */
        @Override
        public AnnotatorSettings.Model behindPooler() {
            return new AnnotatorSettings.SeparateHeads();
        }
    }

    /** A head for each annotator. */
    record SeparateHeads(
            EncoderConfig encoder,
            PoolerConfig pooler,
            double dropout,
            double headRate,
            ClassWeights classWeights,
            Averaging averaging,
            double unknownShare)
            implements AnnotatorsConfig {
        public SeparateHeads {
            checkCommon(encoder, pooler, dropout, headRate, classWeights);
            Check.present("averaging", averaging);
            Check.below1("unknownShare", unknownShare);
        }

        @Override
        public AnnotatorSettings.Model behindPooler() {
            return new AnnotatorSettings.SeparateHeads();
        }
    }

    /**
     * One network for all, told who is asked.
     *
     * @param embedding width of the vectors of texts and annotators, ≥ 1
     * @param ids whether annotators are known by who they are
     * @param attributes names of what else is told of them; none without ids is a control that sees texts alone
     * @param annotatorLayers linear layers behind an annotator's embedding, ≥ 0
     */
    record SharedRecommender(
            EncoderConfig encoder,
            PoolerConfig pooler,
            double dropout,
            double headRate,
            ClassWeights classWeights,
            Averaging averaging,
            double unknownShare,
            int embedding,
            boolean ids,
            List<String> attributes,
            int annotatorLayers,
            CombinerConfig combiner)
            implements AnnotatorsConfig {
        public SharedRecommender {
            checkCommon(encoder, pooler, dropout, headRate, classWeights);
            Check.present("averaging", averaging);
            Check.below1("unknownShare", unknownShare);
            Check.atLeast("embedding", embedding, 1);
            attributes = attributes == null ? List.of() : List.copyOf(attributes);
            Check.different("attributes", attributes);
            Check.atLeast("annotatorLayers", annotatorLayers, 0);
            Check.present("combiner", combiner);
        }

        @Override
        public AnnotatorSettings.Model behindPooler() {
            return new AnnotatorSettings.SharedRecommender(
                    new RecommenderSettings(embedding, ids, attributes, annotatorLayers, combiner.toCombiner()));
        }
    }

    private static void checkCommon(
            EncoderConfig encoder, PoolerConfig pooler, double dropout, double headRate, ClassWeights weights) {
        Check.present("encoder", encoder);
        Check.present("pooler", pooler);
        Check.dropped("dropout", dropout);
        Check.positive("headRate", headRate);
        Check.present("classWeights", weights);
    }
}
