package org.kd4j.core.objective;

/** Which terms of a record its weight multiplies. */
public enum WeightedTerms {
    SOFT,
    HARD,
    BOTH;

    double hardShare(double weight) {
        return this == SOFT ? 1 : weight;
    }

    double softShare(double weight) {
        return this == HARD ? 1 : weight;
    }
}
