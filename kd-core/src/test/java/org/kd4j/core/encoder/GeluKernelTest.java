package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class GeluKernelTest {

    @Test
    void exactIsWithinTwoMillionths() {
        for (float x = -12; x <= 12; x += 0.0037f) {
            float[] y = {x};
            GeluKernel.exact(y, 1);
            assertThat((double) y[0]).as("at %s", x).isCloseTo(x * NormalDistribution.below(x), within(2e-6));
        }
    }

    @Test
    void tanhFormIsWithinTwoMillionths() {
        for (float x = -12; x <= 12; x += 0.0037f) {
            float[] y = {x};
            GeluKernel.byTanh(y, new float[1], 1);
            double u = Math.sqrt(2 / Math.PI) * (x + 0.044715 * Math.pow(x, 3));
            assertThat((double) y[0]).as("at %s", x).isCloseTo(x / 2 * (1 + Math.tanh(u)), within(2e-6));
        }
    }

    @Test
    void touchesNothingBehindTheLength() {
        float[] exact = {1, 1, 1};
        GeluKernel.exact(exact, 2);
        float[] byTanh = {1, 1, 1};
        GeluKernel.byTanh(byTanh, new float[3], 2);
        assertThat(exact[2]).isEqualTo(1);
        assertThat(byTanh[2]).isEqualTo(1);
    }

    /** The derivatives of the formulas in double, themselves held against central differences. */
    @Test
    void slopesAreTheDerivatives() {
        for (float x = -12; x <= 12; x += 0.0037f) {
            float[] y = {x};
            float[] slope = new float[1];
            GeluKernel.exact(y, slope, new float[1], 1);
            double density = Math.exp(-x * (double) x / 2) / Math.sqrt(2 * Math.PI);
            double expected = NormalDistribution.below(x) + x * density;
            assertThat(expected).isCloseTo(difference(z -> z * NormalDistribution.below(z), x), within(1e-8));
            assertThat((double) y[0]).as("at %s", x).isCloseTo(x * NormalDistribution.below(x), within(2e-6));
            assertThat((double) slope[0]).as("at %s", x).isCloseTo(expected, within(1e-6));
        }
    }

    /** Over a fine grid, several arrays long, so that the compiled loop is what is held against the formulas in double. */
    @Test
    void exactAndItsSlopesAreCloseTogether() {
        float[] grid = new float[1000];
        float[] slopes = new float[grid.length];
        float[] scratch = new float[grid.length];
        double worst = 0;
        double worstSlope = 0;
        for (int part = 0; part < 240; part++) {
            for (int i = 0; i < grid.length; i++) {
                grid[i] = -12 + part * 0.1f + i * 1e-4f;
            }
            float[] y = grid.clone();
            GeluKernel.exact(y, slopes, scratch, y.length);
            for (int i = 0; i < y.length; i++) {
                double x = grid[i];
                double below = NormalDistribution.below(x);
                double slope = below + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
                worst = Math.max(worst, Math.abs(y[i] - x * below) / Math.max(1, Math.abs(x)));
                worstSlope = Math.max(worstSlope, Math.abs(slopes[i] - slope));
            }
        }
        assertThat(worst).isLessThan(3.5e-7);
        assertThat(worstSlope).isLessThan(4.5e-7);
    }

    @Test
    void farOutIsExactlyTheNumberOrNothing() {
        for (float x = 5.71f; x < 1e30f; x *= 1.01f) {
            float[] y = {x, -x};
            float[] slopes = new float[2];
            GeluKernel.exact(y, slopes, new float[2], 2);
            assertThat(y).as("at %s", x).containsExactly(x, -0f);
            assertThat(slopes).as("at %s", x).containsExactly(1, 0);
        }
    }

    @Test
    void slopesOfTheTanhFormAreTheDerivatives() {
        for (float x = -12; x <= 12; x += 0.0037f) {
            float[] y = {x};
            float[] slope = new float[1];
            GeluKernel.byTanh(y, slope, new float[1], 1);
            assertThat((double) y[0]).as("at %s", x).isCloseTo(byTanh(x), within(2e-6));
            assertThat((double) slope[0]).as("at %s", x).isCloseTo(difference(GeluKernelTest::byTanh, x), within(1e-6));
        }
    }

    private static double byTanh(double x) {
        return x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    private static double difference(DoubleUnaryOperator f, double x) {
        double step = 1e-5;
        return (f.applyAsDouble(x + step) - f.applyAsDouble(x - step)) / (2 * step);
    }
}
