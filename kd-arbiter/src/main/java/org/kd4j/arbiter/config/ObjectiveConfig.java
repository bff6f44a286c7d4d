package org.kd4j.arbiter.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.kd4j.core.objective.HardLabels;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.objective.Reduction;

/** What the student is taught. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ObjectiveConfig.Hard.class, name = "hard"),
    @JsonSubTypes.Type(value = ObjectiveConfig.Hinton.class, name = "hinton"),
    @JsonSubTypes.Type(value = ObjectiveConfig.LogitRegression.class, name = "logit-regression")
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
