package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.seed.Seeds;

class NormKernelTest {
    private static final double EPSILON = 1e-3;
    private static final int ROWS = 3;

    /** Σ weight · norm(x) and its derivatives by central differences in double. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 8, 19})
    void itsWayBackIsTheDerivative(int width) {
        SplittableRandom random = Seeds.stream(3, "norm", width);
        double[] x = random.doubles((long) ROWS * width, -2, 2).toArray();
        double[] weights = random.doubles(x.length, -1, 1).toArray();
        double[] gain = random.doubles(width, 0.5, 1.5).toArray();
        double[] bias = random.doubles(width, -1, 1).toArray();
        NormKernel kernel = new NormKernel(floats(gain), floats(bias), (float) EPSILON);
        float[] normal = floats(x);
        float[] y = new float[x.length];
        float[] slopes = floats(weights);
        float[] gains = new float[width];
        float[] biases = new float[width];
        for (int at = 0; at < x.length; at += width) {
            float[] row = Arrays.copyOfRange(normal, at, at + width);
            float[] out = new float[width];
            float factor = kernel.apply(row, out);
            System.arraycopy(out, 0, y, at, width);
            float[] slope = Arrays.copyOfRange(slopes, at, at + width);
            kernel.back(slope, row, factor, gains, biases);
            System.arraycopy(slope, 0, slopes, at, width);
        }
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += y[i] * weights[i];
        }
        assertThat(sum).isCloseTo(loss(x, weights, gain, bias), within(1e-5));
        assertDerivatives(slopes, x, x, weights, gain, bias);
        assertDerivatives(gains, gain, x, weights, gain, bias);
        assertDerivatives(biases, bias, x, weights, gain, bias);
    }

    private static void assertDerivatives(
            float[] found, double[] variable, double[] x, double[] weights, double[] gain, double[] bias) {
        for (int i = 0; i < found.length; i++) {
            double kept = variable[i];
            variable[i] = kept + 1e-5;
            double above = loss(x, weights, gain, bias);
            variable[i] = kept - 1e-5;
            double below = loss(x, weights, gain, bias);
            variable[i] = kept;
            assertThat((double) found[i]).as("value %d", i).isCloseTo((above - below) / 2e-5, within(2e-5));
        }
    }

    private static double loss(double[] x, double[] weights, double[] gain, double[] bias) {
        int width = gain.length;
        double loss = 0;
        for (int row = 0; row < ROWS; row++) {
            double mean = 0;
            double variance = 0;
            for (int i = 0; i < width; i++) {
                mean += x[row * width + i] / width;
            }
            for (int i = 0; i < width; i++) {
                variance += Math.pow(x[row * width + i] - mean, 2) / width;
            }
            for (int i = 0; i < width; i++) {
                double normal = (x[row * width + i] - mean) / Math.sqrt(variance + EPSILON);
                loss += weights[row * width + i] * (normal * gain[i] + bias[i]);
            }
        }
        return loss;
    }

    private static float[] floats(double[] values) {
        float[] copy = new float[values.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = (float) values[i];
        }
        return copy;
    }
}
