package org.kd4j.arbiter.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.kd4j.core.evaluation.GroupMetrics;
import org.kd4j.core.evaluation.Metrics;

/**
 * How well a classifier did on one data set.
 *
 * @param metrics against the gold labels
 * @param agreement share of records on which it predicts the teacher's class, 0 … 1; 1 for the teacher itself
 * @param groups the same by group; null where the records have no groups
 * @param interchange share of records on which it predicts the teacher's class after the same interchange intervention in
 *     both; null where there are no interventions
 */
public record Scores(
        Metrics metrics,
        double agreement,
        @JsonInclude(JsonInclude.Include.NON_NULL) GroupMetrics groups,
        @JsonInclude(JsonInclude.Include.NON_NULL) Double interchange) {

    /** Scores without interventions. */
    public Scores(Metrics metrics, double agreement, GroupMetrics groups) {
        this(metrics, agreement, groups, null);
    }

    /** Scores on records without groups. */
    public Scores(Metrics metrics, double agreement) {
        this(metrics, agreement, null);
    }

    /** The same with that share. */
    public Scores withInterchange(Double accuracy) {
        return new Scores(metrics, agreement, groups, accuracy);
    }
}
