package org.kd4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MetricsTest {
    @Test
    void countsEqualProbabilitiesForTheLowestClass() {
        Metrics metrics = Metrics.of(new int[] {0, 1}, new double[][] {{0.5, 0.5}, {0.5, 0.5}});

        assertThat(metrics.confusion()).isDeepEqualTo(new long[][] {{1, 0}, {1, 0}});
        assertThat(metrics.accuracy()).isEqualTo(0.5);
    }

    @Test
    void putsAnEdgeIntoTheBinBelowIt() {
        // With 4 bins 0.75 belongs to (0.5, 0.75] together with 0.6: one gap of |1/2 - 0.675|.
        double error = Calibration.expectedError(new int[] {0, 1}, new double[][] {{0.75, 0.25}, {0.6, 0.4}}, 4);

        assertThat(error).isCloseTo(0.175, within(1e-12));
    }

    @Test
    void measuresAgreementByPredictedClass() {
        double[][] some = {{0.9, 0.1}, {0.2, 0.8}, {0.6, 0.4}};
        double[][] others = {{0.6, 0.4}, {0.4, 0.6}, {0.3, 0.7}};

        assertThat(Metrics.agreement(some, others)).isCloseTo(2.0 / 3, within(1e-12));
    }

    @Test
    void keepsLogLossFiniteWhenTheLabelHasProbabilityZero() {
        Metrics metrics = Metrics.of(new int[] {1}, new double[][] {{1.0, 0.0}});

        assertThat(metrics.logLoss()).isCloseTo(-Math.log(Math.ulp(1.0)), within(1e-12));
    }

    @Test
    void rejectsLabelsOutsideTheClasses() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Metrics.of(new int[] {2}, new double[][] {{0.5, 0.5}}))
                .withMessageContaining("label 2 of record 0");
    }

    @Test
    void turnsHugeLogitsIntoProbabilities() {
        assertThat(Probabilities.softmax(new float[][] {{1e30f, -1e30f}})[0]).containsExactly(1.0, 0.0);
    }
}
