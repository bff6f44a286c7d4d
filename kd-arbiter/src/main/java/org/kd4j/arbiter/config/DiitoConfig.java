package org.kd4j.arbiter.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.kd4j.core.interchange.InterventionSampler.Level;
import org.kd4j.core.interchange.InterventionSampler.Pairs;
import org.kd4j.core.interchange.Spans;
import org.kd4j.core.objective.Diito;
import org.kd4j.core.objective.LayerMap;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.objective.Reduction;

/**
 * Hinton's objective, perhaps with hidden states, and counterfactuals of interchange interventions.
 *
 * @param temperature of the soft and the counterfactual term, > 0
 * @param alpha weight of the soft term, 0 … 1; the hard term has the rest
 * @param hardWeight instead of 1 - alpha
 * @param softWeight instead of alpha
 * @param reduction of the soft and the counterfactual term
 * @param counterfactualWeight weight of the counterfactual term, > 0
 * @param alignedLayers which blocks of student and teacher stand for each other: {@code skip}, {@code last}, or a list of
 *     pairs [student block, teacher block], from 1; one pair is drawn for each step, or piece of one
 * @param neurons what is exchanged of a state: {@code full}, {@code heads} (one head's part, drawn for each step), or a
 *     range of columns [first, behind the last]
 * @param proportion of the shorter text's tokens that are exchanged, above 0, up to 1
 * @param positions whether these are neighbours
 * @param specialTokens whether [CLS] and [SEP] are among them
 * @param pairs whether two records stay a pair in all epochs, and exchange the same tokens
 * @param exchange states, or tokens as a control
 * @param hiddenWeight weight of hidden states of texts and counterfactuals, ≥ 0
 * @param normalize whether the states are brought to length 1 first
 * @param layerMap which hidden states, as for {@code pkd}
 * @param hiddenStates where the teacher's states of the texts come from; those of counterfactuals come along
 */
public record DiitoConfig(
        double temperature,
        double alpha,
        Double hardWeight,
        Double softWeight,
        Reduction reduction,
        double counterfactualWeight,
        JsonNode alignedLayers,
        JsonNode neurons,
        double proportion,
        Positions positions,
        boolean specialTokens,
        Pairs pairs,
        Level exchange,
        double hiddenWeight,
        boolean normalize,
        JsonNode layerMap,
        ObjectiveConfig.Pkd.HiddenStates hiddenStates)
        implements ObjectiveConfig {

    /** Which tokens are exchanged. */
    public enum Positions {
        CONSECUTIVE,
        SCATTERED
    }

    public DiitoConfig {
        // Checks what both have.
        new ObjectiveConfig.Pkd(
                temperature, alpha, hardWeight, softWeight, reduction, hiddenWeight, normalize, layerMap, hiddenStates);
        Check.positive("counterfactualWeight", counterfactualWeight);
        checkBlocks(LayerMaps.read("alignedLayers", alignedLayers), alignedLayers);
        Neurons.read("neurons", neurons);
        if (!(proportion > 0 && proportion <= 1)) {
            throw new InvalidValue("proportion", proportion, "a number above 0, up to 1");
        }
        Check.present("positions", positions);
        Check.present("pairs", pairs);
        Check.present("exchange", exchange);
    }

    private static void checkBlocks(LayerMap layers, JsonNode value) {
        boolean embeddings = layers instanceof LayerMap.Explicit pairs
                && pairs.given().stream().anyMatch(pair -> pair.student() == 0 || pair.teacher() == 0);
        if (embeddings) {
            throw new InvalidValue(
                    "alignedLayers",
                    value,
                    "blocks from 1, because embeddings know nothing of other tokens yet (exchange: tokens is the control"
                            + " that exchanges words)");
        }
    }

    @Override
    public Map<String, String> ignored() {
        Map<String, String> ignored = new ObjectiveConfig.Pkd(
                        1, alpha, hardWeight, softWeight, reduction, hiddenWeight, normalize, layerMap, hiddenStates)
                .ignored();
        // The counterfactual term has them too.
        ignored.remove("temperature");
        ignored.remove("reduction");
        if (exchange == Level.TOKENS) {
            String reason = "exchange is tokens (students are measured there all the same)";
            ignored.put("alignedLayers", reason);
            ignored.put("neurons", reason);
        }
        return ignored;
    }

    @Override
    public Optional<ObjectiveConfig.Pkd> matching() {
        return hiddenWeight > 0
                ? Optional.of(new ObjectiveConfig.Pkd(
                        temperature,
                        alpha,
                        hardWeight,
                        softWeight,
                        reduction,
                        hiddenWeight,
                        normalize,
                        layerMap,
                        hiddenStates))
                : Optional.empty();
    }

    /** The aligned layers that are meant. */
    public LayerMap aligned() {
        return LayerMaps.read("alignedLayers", alignedLayers);
    }

    /** What is exchanged of a state. */
    public Neurons exchanged() {
        return Neurons.read("neurons", neurons);
    }

    /** Which tokens are exchanged. */
    public Spans spans() {
        return new Spans(proportion, positions == Positions.CONSECUTIVE, specialTokens);
    }

    @Override
    public Objective toObjective() {
        Objective factual = matching()
                .map(ObjectiveConfig.Pkd::toObjective)
                .orElseGet(() -> new ObjectiveConfig.Hinton(temperature, alpha, hardWeight, softWeight, reduction)
                        .toObjective());
        return new Diito(factual, new org.kd4j.core.objective.Hinton(temperature, 0, counterfactualWeight, reduction));
    }
}
