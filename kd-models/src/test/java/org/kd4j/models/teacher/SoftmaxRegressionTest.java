package org.kd4j.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.kd4j.core.seed.Seeds;

class SoftmaxRegressionTest {
    @Test
    void separatesWhatIsSeparable() {
        float[][] x = {{1, 0}, {2, 1}, {-1, 0}, {-2, -1}, {0, 3}, {0.5f, 4}};
        int[] y = {0, 0, 1, 1, 2, 2};

        SoftmaxRegression.Fit fit = SoftmaxRegression.fit(x, y, 3, x, y);

        assertThat(fit.dev().accuracy()).isEqualTo(1.0);
        assertThat(fit.penalty()).isEqualTo(1e-5);
    }

    @Test
    void holdsWeightsBackWhereTheFeaturesAreNoise() {
        SplittableRandom random = Seeds.stream(3, "noise", 0);
        float[][] x = new float[60][40];
        int[] y = new int[60];
        for (int i = 0; i < x.length; i++) {
            y[i] = random.nextInt(2);
            for (int k = 0; k < x[i].length; k++) {
                x[i][k] = (float) random.nextGaussian();
            }
        }
        float[][] train = java.util.Arrays.copyOfRange(x, 0, 30);
        float[][] dev = java.util.Arrays.copyOfRange(x, 30, 60);

        SoftmaxRegression.Fit fit = SoftmaxRegression.fit(
                train, java.util.Arrays.copyOfRange(y, 0, 30), 2, dev, java.util.Arrays.copyOfRange(y, 30, 60));

        assertThat(fit.penalty()).isEqualTo(1e-1);
    }

    @Test
    void findsTheBiasThatMatchesTheClassShares() {
        // Without information in the features the best logits are the logarithms of the shares: log(3/1).
        float[][] x = new float[8][1];
        int[] y = {0, 0, 0, 0, 0, 0, 1, 1};

        float[] bias = SoftmaxRegression.fit(x, y, 2, x, y).model().bias();

        assertThat(bias[0] - bias[1]).isCloseTo((float) Math.log(3), within(1e-4f));
    }

    @Test
    void minimizesRosenbrocksValley() {
        // Curved and badly scaled, minimum 0 at (1, 1).
        double[] found = new Lbfgs(1e-9, 1000)
                .minimize(
                        (p, g) -> {
                            double a = 1 - p[0];
                            double b = p[1] - p[0] * p[0];
                            g[0] = -2 * a - 400 * p[0] * b;
                            g[1] = 200 * b;
                            return a * a + 100 * b * b;
                        },
                        new double[] {-1.2, 1});

        assertThat(found).containsExactly(new double[] {1, 1}, within(1e-6));
    }
}
