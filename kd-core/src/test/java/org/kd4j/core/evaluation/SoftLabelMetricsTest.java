package org.kd4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SoftLabelMetricsTest {

    /** An ulp above each share makes the cross-entropy smaller than the least there is. */
    @Test
    void divergenceIsNeverBelowZero() {
        double[][] shares = {{0.1, 0.2, 0.7}, {0.3, 0.3, 0.4}};
        double[][] predictions = new double[2][3];
        for (int item = 0; item < 2; item++) {
            for (int c = 0; c < 3; c++) {
                predictions[item][c] = Math.nextUp(Math.nextUp(shares[item][c]));
            }
        }
        SoftLabelMetrics found = SoftLabelMetrics.of(shares, predictions);
        assertThat(found.crossEntropy()).isLessThan(found.floor());
        assertThat(found.divergence()).isZero();
        assertThat(found.floor()).isCloseTo((0.8018185525 + 1.0888999754) / 2, within(1e-9));
    }
}
