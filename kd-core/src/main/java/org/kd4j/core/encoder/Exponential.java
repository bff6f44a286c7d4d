package org.kd4j.core.encoder;

/** The exponential function on arrays, in a loop that the compiler turns into vector instructions. */
final class Exponential {
    /** exp of anything smaller is taken for exp(-30), 1e-13. */
    private static final float SMALLEST = -30f;

    private Exponential() {}

    /**
     * exp(x) of numbers ≤ 0 in place, within 2e-7. With u = x/16 and m = exp(u) - 1, m (2 + m) = exp(2u) - 1 four times over
     * loses nothing near 0.
     */
    static void ofNegative(float[] x, int length) {
        for (int i = 0; i < length; i++) {
            x[i] = ofNegative(x[i]);
        }
    }

    /** The same of x - y in place of x. */
    static void ofDifference(float[] x, float[] y, int length) {
        for (int i = 0; i < length; i++) {
            x[i] = ofNegative(x[i] - y[i]);
        }
    }

    private static float ofNegative(float x) {
        float m = lessOne(Math.max(x, SMALLEST) * 0.0625f);
        m *= 2f + m;
        m *= 2f + m;
        m *= 2f + m;
        m *= 2f + m;
        return 1f + m;
    }

    /** The same within 4e-5 of each value, which is closer for small values and less close near 1. */
    static void ofNegativeRelative(float[] x, int length) {
        for (int i = 0; i < length; i++) {
            float e = 1f + lessOne(Math.max(x[i], SMALLEST) * 0.0625f);
            e *= e;
            e *= e;
            e *= e;
            e *= e;
            x[i] = e;
        }
    }

    /** exp(u) - 1 for -1.875 ≤ u ≤ 0: a minimax polynomial made for this class (3e-9). */
    private static float lessOne(float u) {
        float m = 1.00507176e-5f;
        m = m * u + 0.00015527144f;
        m = m * u + 0.00131517932f;
        m = m * u + 0.00825770853f;
        m = m * u + 0.0416206723f;
        m = m * u + 0.166651047f;
        m = m * u + 0.499997421f;
        m = m * u + 0.999999854f;
        return m * u;
    }
}
