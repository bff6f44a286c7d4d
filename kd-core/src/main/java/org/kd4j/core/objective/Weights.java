package org.kd4j.core.objective;

/** What holds for the weights of any sum of a hard and a soft term. */
final class Weights {
    private Weights() {}

    static void check(double hardWeight, double softWeight) {
        if (!(hardWeight >= 0)
                || Double.isInfinite(hardWeight)
                || !(softWeight >= 0)
                || Double.isInfinite(softWeight)) {
            throw new IllegalArgumentException(
                    "hardWeight and softWeight: found " + hardWeight + " and " + softWeight + ", expected numbers ≥ 0");
        }
        if (hardWeight + softWeight == 0) {
            throw new IllegalArgumentException(
                    "hardWeight and softWeight: found 0 and 0, expected at least one of them > 0");
        }
    }
}
