package org.kd4j.core.encoder;

/** The standard normal distribution, for tests. */
public final class NormalDistribution {
    private NormalDistribution() {}

    /** Φ(x) by the series of the error function, which converges everywhere; beyond 7 it is 0 or 1. */
    public static double below(double x) {
        if (Math.abs(x) > 7) {
            return x > 0 ? 1 : 0;
        }
        double term = x;
        double sum = x;
        for (int k = 1; k < 200; k++) {
            term *= x * x / (2 * k + 1);
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }
}
