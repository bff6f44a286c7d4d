package org.kd4j.arbiter.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.kd4j.core.objective.EarlyReadoutWeighting;
import org.kd4j.core.objective.HardLabels;
import org.kd4j.core.objective.HiddenStateMatching;
import org.kd4j.core.objective.LayerMap;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.objective.ReadoutSchedule;
import org.kd4j.core.objective.Reduction;
import org.kd4j.core.objective.WeightedTerms;
import org.kd4j.models.head.Pooling;

/** What the student is taught. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ObjectiveConfig.Hard.class, name = "hard"),
    @JsonSubTypes.Type(value = ObjectiveConfig.Hinton.class, name = "hinton"),
    @JsonSubTypes.Type(value = ObjectiveConfig.LogitRegression.class, name = "logit-regression"),
    @JsonSubTypes.Type(value = ObjectiveConfig.Pkd.class, name = "pkd"),
    @JsonSubTypes.Type(value = ObjectiveConfig.Dedier.class, name = "dedier"),
    @JsonSubTypes.Type(value = DiitoConfig.class, name = "diito")
})
public sealed interface ObjectiveConfig
        permits ObjectiveConfig.Hard,
                ObjectiveConfig.Hinton,
                ObjectiveConfig.LogitRegression,
                ObjectiveConfig.Pkd,
                ObjectiveConfig.Dedier,
                DiitoConfig {

    /** The value of {@code kind} in a configuration. */
    default String kind() {
        return Kinds.nameOf(ObjectiveConfig.class, getClass());
    }

    Objective toObjective();

    /** Keys of which no value changes anything beside the values of the others, each with the reason. */
    default Map<String, String> ignored() {
        return Map.of();
    }

    /** What is taught over hidden states, as an objective that has nothing else; empty where nothing is. */
    default Optional<Pkd> matching() {
        return Optional.empty();
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
        public Map<String, String> ignored() {
            Map<String, String> ignored = ignoredAlpha(hardWeight, softWeight);
            ignored.putAll(ignoredWithoutTeacher(given(softWeight, alpha), "temperature", "reduction"));
            return ignored;
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
        public Map<String, String> ignored() {
            Map<String, String> ignored = ignoredAlpha(hardWeight, softWeight);
            ignored.putAll(ignoredWithoutTeacher(given(softWeight, alpha), "reduction"));
            return ignored;
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
        public Map<String, String> ignored() {
            Map<String, String> ignored = ignoredAlpha(hardWeight, softWeight);
            ignored.putAll(ignoredWithoutTeacher(given(softWeight, alpha), "temperature", "reduction"));
            if (hiddenWeight == 0) {
                ignored.putAll(because("hiddenWeight is 0", "normalize", "layerMap"));
            }
            return ignored;
        }

        @Override
        public Optional<Pkd> matching() {
            return Optional.of(this);
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

    /**
     * Hinton's objective, with records that count by an early readout of the student.
     *
     * @param temperature > 0
     * @param hardWeight weight of the gold label, ≥ 0
     * @param softWeight weight of the teacher, ≥ 0; not both weights are 0
     * @param reduction of the soft term
     * @param weighting how much a record counts
     * @param marginExponent of the margin, > 0, for {@link Weighting#ONE_PLUS_MARGIN_POWER_IF_WRONG_ELSE_ZERO}
     * @param marginScale of the margin, 0 to 80, for {@link Weighting#EXP_SCALED_MARGIN_IF_WRONG_ELSE_ONE}
     * @param weightedTerms which terms the weights multiply
     * @param auxiliaryWeight weight of the readout's own term, > 0
     * @param readoutRate factor on the learning rate for the readout, > 0
     * @param readoutBlock which block is read, from 1
     * @param readoutPooling what is read of its states
     * @param warmUpEpochs in which all records count alike, ≥ 0
     * @param reweighEvery epochs after which all records are weighed anew, if there is a warm-up; 0: in every step
     */
    record Dedier(
            double temperature,
            double hardWeight,
            double softWeight,
            Reduction reduction,
            Weighting weighting,
            double marginExponent,
            double marginScale,
            WeightedTerms weightedTerms,
            double auxiliaryWeight,
            double readoutRate,
            int readoutBlock,
            Pooling readoutPooling,
            int warmUpEpochs,
            int reweighEvery)
            implements ObjectiveConfig {

        /** How much a record counts. */
        public enum Weighting {
            @JsonProperty("one-plus-margin-power-if-wrong-else-zero")
            ONE_PLUS_MARGIN_POWER_IF_WRONG_ELSE_ZERO,
            @JsonProperty("exp-scaled-margin-if-wrong-else-one")
            EXP_SCALED_MARGIN_IF_WRONG_ELSE_ONE;

            /** As a configuration has it. */
            String text() {
                return name().toLowerCase(Locale.ROOT).replace('_', '-');
            }
        }

        public Dedier {
            Check.positive("temperature", temperature);
            Check.present("reduction", reduction);
            checkWeights(0, hardWeight, softWeight);
            Check.present("weighting", weighting);
            Check.positive("marginExponent", marginExponent);
            int largest = EarlyReadoutWeighting.ExpScaledMarginIfWrongElseOne.LARGEST_SCALE;
            if (!(marginScale >= 0 && marginScale <= largest)) {
                throw new InvalidValue("marginScale", marginScale, "a number from 0 to " + largest);
            }
            Check.present("weightedTerms", weightedTerms);
            checkWeighted(weightedTerms, hardWeight, softWeight);
            Check.positive("auxiliaryWeight", auxiliaryWeight);
            Check.positive("readoutRate", readoutRate);
            Check.atLeast("readoutBlock", readoutBlock, 1);
            Check.present("readoutPooling", readoutPooling);
            Check.atLeast("warmUpEpochs", warmUpEpochs, 0);
            Check.atLeast("reweighEvery", reweighEvery, 0);
            if (reweighEvery > 0 && warmUpEpochs == 0) {
                throw new InvalidValue(
                        "reweighEvery",
                        reweighEvery + " with warmUpEpochs 0",
                        "0, or warmUpEpochs ≥ 1, because a readout that has learned nothing weighs at random");
            }
        }

        @Override
        public Map<String, String> ignored() {
            Map<String, String> ignored = ignoredWithoutTeacher(softWeight, "temperature", "reduction");
            ignored.put(
                    weighting == Weighting.EXP_SCALED_MARGIN_IF_WRONG_ELSE_ONE ? "marginExponent" : "marginScale",
                    "weighting is " + weighting.text());
            return ignored;
        }

        /** Weights of records that multiply nothing would leave the readout without an effect. */
        private static void checkWeighted(WeightedTerms terms, double hardWeight, double softWeight) {
            if (terms == WeightedTerms.SOFT && softWeight == 0) {
                throw new InvalidValue("weightedTerms", "soft with softWeight 0", "hard, or a softWeight > 0");
            }
            if (terms == WeightedTerms.HARD && hardWeight == 0) {
                throw new InvalidValue("weightedTerms", "hard with hardWeight 0", "soft, or a hardWeight > 0");
            }
        }

        private EarlyReadoutWeighting toWeighting() {
            return switch (weighting) {
                case ONE_PLUS_MARGIN_POWER_IF_WRONG_ELSE_ZERO ->
                    new EarlyReadoutWeighting.OnePlusMarginPowerIfWrongElseZero(marginExponent);
                case EXP_SCALED_MARGIN_IF_WRONG_ELSE_ONE ->
                    new EarlyReadoutWeighting.ExpScaledMarginIfWrongElseOne(marginScale);
            };
        }

        @Override
        public Objective toObjective() {
            return new org.kd4j.core.objective.Dedier(
                    new org.kd4j.core.objective.Hinton(temperature, hardWeight, softWeight, reduction),
                    toWeighting(),
                    weightedTerms,
                    auxiliaryWeight,
                    readoutBlock,
                    new ReadoutSchedule(warmUpEpochs, reweighEvery));
        }
    }

    private static Map<String, String> ignoredAlpha(Double hardWeight, Double softWeight) {
        return hardWeight == null || softWeight == null
                ? new LinkedHashMap<>()
                : because("hardWeight and softWeight are both given", "alpha");
    }

    private static Map<String, String> ignoredWithoutTeacher(double softWeight, String... keys) {
        return softWeight > 0 ? new LinkedHashMap<>() : because("the soft term has weight 0", keys);
    }

    private static Map<String, String> because(String reason, String... keys) {
        Map<String, String> reasons = new LinkedHashMap<>();
        Stream.of(keys).forEach(key -> reasons.put(key, reason));
        return reasons;
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
