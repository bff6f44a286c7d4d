package org.kd4j.core.encoder;

/** The function between the two linear layers of a block's feed-forward part. */
public enum Activation {
    /** x Φ(x), with the normal distribution itself (Hendrycks and Gimpel, Gaussian Error Linear Units, 2016). */
    GELU,
    /** The same with Φ approximated by a hyperbolic tangent: x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))). */
    GELU_TANH,
    /** max(x, 0). */
    RELU
}
