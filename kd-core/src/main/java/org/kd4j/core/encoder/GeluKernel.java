package org.kd4j.core.encoder;

/** GELU on arrays, in loops that the compiler turns into vector instructions; within 2e-6 of the exact values. */
final class GeluKernel {
    /** Beyond it the normal distribution is 0 or 1 to single precision. */
    private static final float TAIL = 5.2f;

    /**
     * Beyond it Φ and the derivative of GELU are taken for 0 or 1, 2e-7 from the latter. The last digits are chosen: here both
     * fits below, rounded as they are, come to exactly 1, and to 0 at its negative, where most numbers near it are an ulp
     * off, which x multiplies.
     */
    private static final float FLAT = 5.7034917f;

    private static final float SQRT_2_OVER_PI = 0.7978845608f;
    private static final float CUBIC = 0.044715f;

    private GeluKernel() {}

    /** x Φ(x) in place. */
    static void exact(float[] x, int length) {
        for (int i = 0; i < length; i++) {
            x[i] *= below(x[i]);
        }
    }

    /**
     * Φ(x) = 1/2 + x P(x²) / Q(x²) for |x| ≤ 5.2: a minimax fit made for this class, of degrees 4 and 6, 5e-9 from the
     * exact value.
     */
    private static float below(float x) {
        float z = Math.max(-TAIL, Math.min(TAIL, x));
        float t = z * z;
        float p = 5.09701594e-6f;
        p = p * t + 0.000143360474f;
        p = p * t + 0.00445937256f;
        p = p * t + 0.0319051494f;
        p = p * t + 0.398942248f;
        float q = -1.98846583e-9f;
        q = q * t + 7.61430196e-7f;
        q = q * t + 6.1853759e-5f;
        q = q * t + 0.00171619058f;
        q = q * t + 0.0272858207f;
        q = q * t + 0.246640461f;
        q = q * t + 1f;
        return 0.5f + z * (p / q);
    }

    /**
     * x Φ(x) in place, and its derivative Φ(x) + x φ(x). With t = x², Φ(x) = 1/2 + x P(t) / Q(t) and the derivative
     * 1/2 + x S(t) / Q(t) for |x| ≤ 5.7: a minimax fit made for this class, of degrees 5, 7 and 6, within 1.2e-7 and 2.2e-7
     * of the exact values. In single precision they are within 3e-7 max(1, |x|) and 4.1e-7. One denominator for both saves
     * an exponential and a second division.
     *
     * <p>The loops are apart because the compiler makes no vector instructions of one as long as all of them together.
     */
    static void exact(float[] x, float[] slopes, float[] scratch, int length) {
        for (int i = 0; i < length; i++) {
            scratch[i] = Math.max(-FLAT, Math.min(FLAT, x[i]));
        }
        for (int i = 0; i < length; i++) {
            float z = scratch[i];
            float t = z * z;
            float share = z / denominator(t);
            x[i] *= 0.5f + share * numerator(t);
            slopes[i] = share;
            scratch[i] = t;
        }
        for (int i = 0; i < length; i++) {
            slopes[i] = 0.5f + slopes[i] * slopeNumerator(scratch[i]);
        }
    }

    /** Q. */
    private static float denominator(float t) {
        float q = 2.2352795e-9f;
        q = q * t + 1.6563873e-6f;
        q = q * t + 9.50757e-5f;
        q = q * t + 0.0022174153f;
        q = q * t + 0.031622194f;
        q = q * t + 0.26331517f;
        return q * t + 1f;
    }

    /** P. */
    private static float numerator(float t) {
        float p = 4.6816172e-8f;
        p = p * t + 7.96542e-6f;
        p = p * t + 0.00022271283f;
        p = p * t + 0.0050782687f;
        p = p * t + 0.03855926f;
        return p * t + 0.39894187f;
    }

    /** S. */
    private static float slopeNumerator(float t) {
        float s = -3.8740424e-11f;
        s = s * t + 6.8357107e-9f;
        s = s * t + -4.768931e-7f;
        s = s * t + 3.0669293e-5f;
        s = s * t + -0.00038223976f;
        s = s * t + 0.015042336f;
        s = s * t + -0.055868752f;
        return s * t + 0.79788524f;
    }

    /** x/2 (1 + tanh(u)) = x / (1 + exp(-2u)) in place, where u = √(2/π) (x + 0.044715 x³). */
    static void byTanh(float[] x, float[] scratch, int length) {
        exponents(x, scratch, length);
        Exponential.ofNegative(scratch, length);
        divide(x, scratch, length);
    }

    /** The same, and its derivative s + x s (1 - s) 2u', where s = 1 / (1 + exp(-2u)). */
    static void byTanh(float[] x, float[] slopes, float[] scratch, int length) {
        exponents(x, scratch, length);
        Exponential.ofNegativeRelative(scratch, length);
        for (int i = 0; i < length; i++) {
            float z = x[i];
            float e = scratch[i];
            float upper = 1f / (1f + e);
            // 1 above 0 and 0 below, without a branch, which would keep the loop from vector instructions.
            float positive = Math.min(Math.max(z * Float.MAX_VALUE, 0f), 1f);
            float s = upper * (positive + (1f - positive) * e);
            slopes[i] = s + z * (e * upper * upper) * (2 * SQRT_2_OVER_PI * (1f + 3 * CUBIC * z * z));
        }
        divide(x, scratch, length);
    }

    /** -2 |u|. */
    private static void exponents(float[] x, float[] target, int length) {
        for (int i = 0; i < length; i++) {
            float z = x[i];
            target[i] = -2 * SQRT_2_OVER_PI * Math.abs(z + CUBIC * z * z * z);
        }
    }

    private static void divide(float[] x, float[] exponentials, int length) {
        for (int i = 0; i < length; i++) {
            float e = exponentials[i];
            x[i] = (Math.max(x[i], 0f) + Math.min(x[i], 0f) * e) / (1f + e);
        }
    }
}
