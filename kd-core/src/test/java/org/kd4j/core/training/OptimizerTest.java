package org.kd4j.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class OptimizerTest {

    @Test
    void sgdSubtractsTheScaledGradient() {
        INDArray parameters = Nd4j.createFromArray(1f, -2f, 0f);
        new Sgd().start(parameters).step(Nd4j.createFromArray(4f, 4f, -1f), 0.25);
        assertThat(parameters.toFloatVector()).containsExactly(0f, -3f, 0.25f);
    }

    /** The formula of the paper, step by step in double precision. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-8, 1e-2, 1.0})
    void adamFollowsThePaper(double epsilon) {
        double beta1 = 0.9;
        double beta2 = 0.999;
        float[][] gradients = {{0.5f, -1e-4f, 0f}, {0.1f, 3e-4f, 0f}, {-2f, 1e-4f, 7f}, {0.3f, 0f, -7f}};
        double[] expected = {1, -2, 0.5};
        double[] first = new double[3];
        double[] second = new double[3];
        INDArray parameters = Nd4j.createFromArray(1f, -2f, 0.5f);
        Optimizer.Updater updater = new Adam(beta1, beta2, epsilon).start(parameters);

        for (int t = 1; t <= gradients.length; t++) {
            double learningRate = 0.1 / t;
            for (int i = 0; i < expected.length; i++) {
                double g = gradients[t - 1][i];
                first[i] = beta1 * first[i] + (1 - beta1) * g;
                second[i] = beta2 * second[i] + (1 - beta2) * g * g;
                double mean = first[i] / (1 - Math.pow(beta1, t));
                double square = second[i] / (1 - Math.pow(beta2, t));
                expected[i] -= learningRate * mean / (Math.sqrt(square) + epsilon);
            }
            updater.step(Nd4j.createFromArray(gradients[t - 1]), learningRate);
            for (int i = 0; i < expected.length; i++) {
                assertThat(parameters.getDouble(i))
                        .as("step %d, parameter %d", t, i)
                        .isCloseTo(expected[i], within(1e-5));
            }
        }
    }

    @Test
    void adamStartsEachTrainingFromZero() {
        Adam adam = Adam.standard();
        INDArray one = Nd4j.createFromArray(1f);
        INDArray other = Nd4j.createFromArray(1f);
        Optimizer.Updater used = adam.start(one);
        used.step(Nd4j.createFromArray(1f), 0.1);
        used.step(Nd4j.createFromArray(-1f), 0.1);
        adam.start(other).step(Nd4j.createFromArray(5f), 0.1);
        assertThat(other.getDouble(0)).isCloseTo(0.9, within(1e-6));
    }

    @Test
    void adamRefusesConstantsOutsideTheirRange() {
        assertThatThrownBy(() -> new Adam(1.0, 0.999, 1e-8)).hasMessageContaining("beta1: found 1.0");
        assertThatThrownBy(() -> new Adam(0.9, -0.1, 1e-8)).hasMessageContaining("beta2: found -0.1");
        assertThatThrownBy(() -> new Adam(0.9, 0.999, 0)).hasMessageContaining("epsilon: found 0.0");
        assertThatThrownBy(() -> new Adam(0.9, 0.999, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
