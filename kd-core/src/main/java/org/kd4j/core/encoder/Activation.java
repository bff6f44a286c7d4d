package org.kd4j.core.encoder;

/** The function between the two linear layers of a block's feed-forward part. */
public enum Activation {
    /** x Φ(x), with the normal distribution itself (Hendrycks and Gimpel, Gaussian Error Linear Units, 2016). */
    GELU,
    /** The same with Φ approximated by a hyperbolic tangent: x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))). */
    GELU_TANH,
    /** max(x, 0). */
    RELU;

    /**
     * Replaces x by its value, to 2e-6.
     *
     * @param slopes receives the derivative at x
     * @param scratch as long as the others
     * @param length how many of the numbers count
     */
    public void apply(float[] x, float[] slopes, float[] scratch, int length) {
        switch (this) {
            case GELU -> GeluKernel.exact(x, slopes, scratch, length);
            case GELU_TANH -> GeluKernel.byTanh(x, slopes, scratch, length);
            case RELU -> {
                for (int i = 0; i < length; i++) {
                    slopes[i] = x[i] > 0 ? 1f : 0f;
                    x[i] = Math.max(x[i], 0f);
                }
            }
        }
    }
}
