package org.kd4j.arbiter.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of one training of a sweep.
 *
 * @param number from 0, the order in which the grid names the trials; the baselines come first
 * @param baseline whether it learned from the gold labels alone
 * @param parameters dotted key to value: the point of the grid; empty for a baseline
 * @param seed of the training
 * @param state where it stands
 * @param dev scores on dev; null until it is done
 * @param test scores on test; null but for the baseline and the chosen trial, and for models of annotators
 * @param evaluations scores on further sets, by name; empty but for the baseline and the chosen trial
 * @param studentParameters number of parameters that were trained; 0 until it is done
 * @param seconds that the training took; 0 until it is done
 * @param weights how much the records counted in each epoch; empty where the objective weighs none, or until it is done
 * @param epochs how the training went, of models of annotators; else empty, as it is until it is done
 * @param error why it failed, one line; null unless it did
 */
public record TrialResult(
        int number,
        boolean baseline,
        Map<String, Object> parameters,
        long seed,
        State state,
        Scores dev,
        Scores test,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Scores> evaluations,
        long studentParameters,
        double seconds,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<EpochWeights> weights,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<EpochScores> epochs,
        String error) {

    public TrialResult {
        evaluations = evaluations == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(evaluations));
        weights = weights == null ? List.of() : List.copyOf(weights);
        epochs = epochs == null ? List.of() : List.copyOf(epochs);
    }

    /** A trial that is not done, or weighs no records. */
    public TrialResult(
            int number,
            boolean baseline,
            Map<String, Object> parameters,
            long seed,
            State state,
            Scores dev,
            Scores test,
            long studentParameters,
            double seconds,
            String error) {
        this(
                number,
                baseline,
                parameters,
                seed,
                state,
                dev,
                test,
                Map.of(),
                studentParameters,
                seconds,
                List.of(),
                List.of(),
                error);
    }

    /** Where a trial stands. A trial found running when a sweep opens was interrupted, and starts again. */
    public enum State {
        PLANNED,
        RUNNING,
        DONE,
        FAILED
    }

    /** The same trial in another state. */
    public TrialResult withState(State next) {
        return scored(next, test, evaluations);
    }

    private TrialResult scored(State next, Scores onTest, Map<String, Scores> onOthers) {
        return new TrialResult(
                number,
                baseline,
                parameters,
                seed,
                next,
                dev,
                onTest,
                onOthers,
                studentParameters,
                seconds,
                weights,
                epochs,
                error);
    }

    /** The same trial, which went through these epochs. */
    public TrialResult withEpochs(List<EpochScores> curve) {
        return new TrialResult(
                number,
                baseline,
                parameters,
                seed,
                state,
                dev,
                test,
                evaluations,
                studentParameters,
                seconds,
                weights,
                curve,
                error);
    }

    /** The trial as failed, with what went wrong in one line. */
    public TrialResult failed(Throwable cause) {
        String message = cause.getMessage() == null
                ? ""
                : ": " + cause.getMessage().lines().findFirst().orElse("");
        return new TrialResult(
                number,
                baseline,
                parameters,
                seed,
                State.FAILED,
                null,
                null,
                0,
                0,
                cause.getClass().getSimpleName() + message);
    }

    /** The trial with its scores on test. */
    public TrialResult withTest(Scores scores) {
        return scored(state, scores, evaluations);
    }

    /** The trial with its scores on one more set. */
    public TrialResult withEvaluation(String name, Scores scores) {
        Map<String, Scores> more = new LinkedHashMap<>(evaluations);
        more.put(name, scores);
        return scored(state, test, more);
    }

    /** The trial in a few words: {@code baseline} or {@code temperature=2 alpha=0.9}. */
    public String name() {
        if (baseline) {
            return "baseline (hard labels)";
        }
        StringBuilder name = new StringBuilder();
        parameters.forEach((key, value) -> name.append(name.isEmpty() ? "" : " ")
                .append(key.substring(key.lastIndexOf('.') + 1))
                .append('=')
                .append(value));
        return name.isEmpty() ? "as configured" : name.toString();
    }
}
