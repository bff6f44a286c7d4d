package org.kd4j.core.training;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;

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
    public Updater start(INDArray parameters) {
        return new Moments(parameters);
    }

    private static void checkDecay(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(
                    name + ": found " + value + ", expected a number of at least 0, below 1");
        }
    }

    private final class Moments implements Updater {
        private final INDArray parameters;
        private final INDArray first;
        private final INDArray second;
        private int steps;

        private Moments(INDArray parameters) {
            this.parameters = parameters;
            this.first = parameters.like().assign(0);
            this.second = parameters.like().assign(0);
        }

        @Override
        public void step(INDArray gradient, double learningRate) {
            // ND4J's operator divides by √v + ε before the bias correction; this ε makes the two formulas one.
            double uncorrected = epsilon * Math.sqrt(1 - Math.pow(beta2, steps + 1));
            Nd4j.exec(new AdamUpdater(gradient, second, first, learningRate, beta1, beta2, uncorrected, steps));
            parameters.subi(gradient);
            steps++;
        }
    }
}
