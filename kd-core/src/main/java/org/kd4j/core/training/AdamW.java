package org.kd4j.core.training;

/**
 * Adam with decoupled weight decay: θ ← θ - η λ θ first, then Adam's step, as in PyTorch.
 *
 * <p>Loshchilov, Hutter: Decoupled Weight Decay Regularization, 2019 (arXiv:1711.05101), algorithm 2 with the decay
 * scaled by the learning rate.
 *
 * @param adam the rule without decay
 * @param weightDecay λ, ≥ 0
 */
public record AdamW(Adam adam, double weightDecay) implements Optimizer {

    /** Throws {@link IllegalArgumentException} if the decay is outside its range. */
    public AdamW {
        if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
            throw new IllegalArgumentException("weightDecay: found " + weightDecay + ", expected a number ≥ 0");
        }
    }

    /** The paper's constants of Adam. */
    public static AdamW of(double weightDecay) {
        return new AdamW(Adam.standard(), weightDecay);
    }

    @Override
    public int stateVectors() {
        return adam.stateVectors();
    }

    @Override
    public void move(float[] values, float[] gradient, float[][] state, int count, Step step) {
        float kept = (float) (1 - (step.decays() ? step.rate() * weightDecay : 0));
        adam.move(values, gradient, state, count, step, kept);
    }
}
