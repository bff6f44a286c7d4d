package org.kd4j.arbiter.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import org.kd4j.core.objective.HardLabels;
import org.kd4j.core.objective.HiddenStateMatching;
import org.kd4j.core.objective.LayerMap;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.objective.Reduction;

/** What the student is taught. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ObjectiveConfig.Hard.class, name = "hard"),
    @JsonSubTypes.Type(value = ObjectiveConfig.Hinton.class, name = "hinton"),
    @JsonSubTypes.Type(value = ObjectiveConfig.LogitRegression.class, name = "logit-regression"),
    @JsonSubTypes.Type(value = ObjectiveConfig.Pkd.class, name = "pkd")
})
public sealed interface ObjectiveConfig {

    /** The value of {@code kind} in a configuration. */
    default String kind() {
        return Kinds.nameOf(ObjectiveConfig.class, getClass());
    }

    Objective toObjective();

    /** Whether both weights are given by name, so that alpha says nothing. */
    default boolean hasWeightsByName() {
        return false;
    }

    /** The gold labels alone. */
    record Hard() implements ObjectiveConfig {
        @Override
        public Objective toObjective() {
            return new HardLabels();
        }
    }

    /**
     * @param temperature > 0
     * @param alpha weight of the soft term, 0 … 1; the hard term has the rest
     * @param hardWeight instead of 1 - alpha
     * @param softWeight instead of alpha
     */
    record Hinton(double temperature, double alpha, Double hardWeight, Double softWeight, Reduction reduction)
            implements ObjectiveConfig {
        public Hinton {
            Check.positive("temperature", temperature);
            Check.present("reduction", reduction);
            checkWeights(alpha, hardWeight, softWeight);
        }

        @Override
        public boolean hasWeightsByName() {
            return hardWeight != null && softWeight != null;
        }

        @Override
        public Objective toObjective() {
            return new org.kd4j.core.objective.Hinton(
                    temperature, given(hardWeight, 1 - alpha), given(softWeight, alpha), reduction);
        }
    }

    /**
     * @param alpha weight of the squared error, 0 … 1; the hard term has the rest
     * @param hardWeight instead of 1 - alpha
     * @param softWeight instead of alpha
     */
    record LogitRegression(double alpha, Double hardWeight, Double softWeight, Reduction reduction)
            implements ObjectiveConfig {
        public LogitRegression {
            Check.present("reduction", reduction);
            checkWeights(alpha, hardWeight, softWeight);
        }

        @Override
        public boolean hasWeightsByName() {
            return hardWeight != null && softWeight != null;
        }

        @Override
        public Objective toObjective() {
            return new org.kd4j.core.objective.LogitRegression(
                    given(hardWeight, 1 - alpha), given(softWeight, alpha), reduction);
        }
    }

    /**
     * Hinton's objective, and hidden states that follow the teacher's, averaged over layers and width.
     *
     * @param temperature > 0
     * @param alpha weight of the soft term, 0 … 1; the hard term has the rest
     * @param hardWeight instead of 1 - alpha
     * @param softWeight instead of alpha
     * @param reduction of the soft term
     * @param hiddenWeight weight of the hidden states, ≥ 0
     * @param normalize whether the states are brought to length 1 first
     * @param layerMap {@code skip}, {@code last}, or a list of pairs [student block, teacher block]
     * @param hiddenStates where the teacher's states come from
     */
    record Pkd(
            double temperature,
            double alpha,
            Double hardWeight,
            Double softWeight,
            Reduction reduction,
            double hiddenWeight,
            boolean normalize,
            JsonNode layerMap,
            HiddenStates hiddenStates)
            implements ObjectiveConfig {

        /** Where the teacher's hidden states come from. */
        public enum HiddenStates {
            /** The teacher cache: computed once, kept on disk, and in memory while a sweep runs. */
            CACHED,
            /** The teacher, asked in every step. */
            ALONG
        }

        public Pkd {
            Check.positive("temperature", temperature);
            Check.present("reduction", reduction);
            checkWeights(alpha, hardWeight, softWeight);
            Check.weight("hiddenWeight", hiddenWeight);
            Check.present("hiddenStates", hiddenStates);
            LayerMaps.read("layerMap", layerMap);
        }

        @Override
        public boolean hasWeightsByName() {
            return hardWeight != null && softWeight != null;
        }

        /** The layer map that is meant. */
        public LayerMap layers() {
            return LayerMaps.read("layerMap", layerMap);
        }

        @Override
        public Objective toObjective() {
            return new org.kd4j.core.objective.Pkd(
                    new org.kd4j.core.objective.Hinton(
                            temperature, given(hardWeight, 1 - alpha), given(softWeight, alpha), reduction),
                    HiddenStateMatching.of(hiddenWeight, normalize),
                    layers());
        }
    }

    private static double given(Double weight, double otherwise) {
        return weight == null ? otherwise : weight;
    }

    private static void checkWeights(double alpha, Double hardWeight, Double softWeight) {
        Check.share("alpha", alpha);
        Check.weight("hardWeight", hardWeight);
        Check.weight("softWeight", softWeight);
        if (given(hardWeight, 1 - alpha) + given(softWeight, alpha) == 0) {
            throw new InvalidValue("softWeight", 0, "a number > 0, because the hard term has weight 0 too");
        }
    }
}
