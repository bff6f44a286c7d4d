package org.kd4j.arbiter.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.kd4j.core.evaluation.AnnotatorMetrics;
import org.kd4j.core.evaluation.GroupMetrics;
import org.kd4j.core.evaluation.Metrics;
import org.kd4j.core.evaluation.SoftLabelMetrics;

/**
 * How well a classifier did on one data set.
 *
 * @param metrics against the gold labels
 * @param agreement share of records on which it predicts the teacher's class, 0 … 1; 1 for the teacher itself; not a number
 *     where no teacher speaks
 * @param groups the same by group; null where the records have no groups
 * @param interchange share of records on which it predicts the teacher's class after the same interchange intervention in
 *     both; null where there are no interventions
 * @param annotators how well it answers for individual annotators, where {@code metrics} are over their labels; null where it
 *     does not
 * @param soft how well its probabilities answer the shares of the labels that each record was given; null where records have one
 *     label
 */
public record Scores(
        Metrics metrics,
        double agreement,
        @JsonInclude(JsonInclude.Include.NON_NULL) GroupMetrics groups,
        @JsonInclude(JsonInclude.Include.NON_NULL) Double interchange,
        @JsonInclude(JsonInclude.Include.NON_NULL) AnnotatorMetrics annotators,
        @JsonInclude(JsonInclude.Include.NON_NULL) SoftLabelMetrics soft) {

    /** Scores without interventions. */
    public Scores(Metrics metrics, double agreement, GroupMetrics groups) {
        this(metrics, agreement, groups, null, null, null);
    }

    /** Scores on records without groups. */
    public Scores(Metrics metrics, double agreement) {
        this(metrics, agreement, null);
    }

    /** Scores of answers for individual annotators. */
    public static Scores of(AnnotatorMetrics annotators) {
        return new Scores(annotators.individual(), Double.NaN, null, null, annotators, null);
    }

    /** The same with that share. */
    public Scores withInterchange(Double accuracy) {
        return new Scores(metrics, agreement, groups, accuracy, annotators, soft);
    }

    /** The same with those. */
    public Scores withSoft(SoftLabelMetrics metricsOfShares) {
        return new Scores(metrics, agreement, groups, interchange, annotators, metricsOfShares);
    }
}
