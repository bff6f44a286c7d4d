package org.kd4j.core.encoder;

/** The exponential function on arrays, in a loop that the compiler turns into vector instructions. */
final class Exponential {
    /** exp of anything smaller is taken for exp(-30), 1e-13. */
    private static final float SMALLEST = -30f;

    private Exponential() {}

    /**
     * exp(x) of numbers ≤ 0 in place, within 2e-7. With u = x/16, m = exp(u) - 1 is a minimax polynomial made for this
     * class (3e-9), and m (2 + m) = exp(2u) - 1 four times over loses nothing near 0.
     */
    static void ofNegative(float[] x, int length) {
        for (int i = 0; i < length; i++) {
            float u = Math.max(x[i], SMALLEST) * 0.0625f;
            float m = 1.00507176e-5f;
            m = m * u + 0.00015527144f;
            m = m * u + 0.00131517932f;
            m = m * u + 0.00825770853f;
            m = m * u + 0.0416206723f;
            m = m * u + 0.166651047f;
            m = m * u + 0.499997421f;
            m = m * u + 0.999999854f;
            m *= u;
            m *= 2f + m;
            m *= 2f + m;
            m *= 2f + m;
            m *= 2f + m;
            x[i] = 1f + m;
        }
    }
}
