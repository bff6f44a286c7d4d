package org.kd4j.core.training;

/** Plain gradient descent, without momentum: θ ← θ - η g. */
public record Sgd() implements Optimizer {

    @Override
    public int stateVectors() {
        return 0;
    }

    @Override
    public void move(float[] values, float[] gradient, float[][] state, int count, Step step) {
        float factor = (float) step.rate() * step.scale();
        for (int i = 0; i < count; i++) {
            values[i] -= factor * gradient[i];
        }
    }
}
