package org.kd4j.arbiter.results;

import org.kd4j.core.evaluation.Metrics;

/**
 * How well a classifier did on one data set.
 *
 * @param metrics against the gold labels
 * @param agreement share of records on which it predicts the teacher's class, 0 … 1; 1 for the teacher itself
 */
public record Scores(Metrics metrics, double agreement) {}
