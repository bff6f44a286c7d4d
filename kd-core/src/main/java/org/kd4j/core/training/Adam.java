package org.kd4j.core.training;

/**
 * Adam, with ε added after the bias correction, as in the paper's algorithm 1 and in PyTorch: θ ← θ - η m̂ / (√v̂ + ε),
 * where m̂ = m / (1 - β₁ᵗ) and v̂ = v / (1 - β₂ᵗ).
 *
 * <p>Kingma, Ba: Adam: A Method for Stochastic Optimization, 2015 (arXiv:1412.6980).
 *
 * @param beta1 decay of the mean of the gradient, 0 ≤ β₁ < 1
 * @param beta2 decay of the mean of its square, 0 ≤ β₂ < 1
 * @param epsilon > 0
 */
public record Adam(double beta1, double beta2, double epsilon) implements Optimizer {

    /** Throws {@link IllegalArgumentException} if a value is outside its range. */
    public Adam {
        checkDecay("beta1", beta1);
        checkDecay("beta2", beta2);
        if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
            throw new IllegalArgumentException("epsilon: found " + epsilon + ", expected a number > 0");
        }
    }

    /** β₁ 0.9, β₂ 0.999, ε 1e-8: the paper's constants. */
    public static Adam standard() {
        return new Adam(0.9, 0.999, 1e-8);
    }

    @Override
    public int stateVectors() {
        return 2;
    }

    @Override
    public void move(float[] values, float[] gradient, float[][] state, int count, Step step) {
        move(values, gradient, state, count, step, 1f);
    }

    /** @param kept what the values are multiplied by first */
    void move(float[] values, float[] gradient, float[][] state, int count, Step step, float kept) {
        float scale = step.scale();
        mix(state[0], (float) beta1, gradient, scale * (float) (1 - beta1), count);
        mixSquares(state[1], (float) beta2, gradient, scale, (float) (1 - beta2), count);
        float size = (float) (step.rate() / (1 - Math.pow(beta1, step.number())));
        float root = (float) (1 / Math.sqrt(1 - Math.pow(beta2, step.number())));
        move(values, kept, state[0], state[1], size, root, (float) epsilon, count);
    }

    // Three short loops over whole arrays: the compiler makes vector code of each, and would not of one, nor of arrays
    // that are read from somewhere within.

    private static void mix(float[] mean, float kept, float[] gradient, float share, int count) {
        for (int i = 0; i < count; i++) {
            mean[i] = kept * mean[i] + share * gradient[i];
        }
    }

    private static void mixSquares(float[] mean, float kept, float[] gradient, float scale, float share, int count) {
        for (int i = 0; i < count; i++) {
            float g = gradient[i] * scale;
            mean[i] = kept * mean[i] + share * (g * g);
        }
    }

    private static void move(
            float[] values, float kept, float[] first, float[] second, float size, float root, float eps, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = kept * values[i] - size * first[i] / ((float) Math.sqrt(second[i]) * root + eps);
        }
    }

    private static void checkDecay(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(
                    name + ": found " + value + ", expected a number of at least 0, below 1");
        }
    }
}
