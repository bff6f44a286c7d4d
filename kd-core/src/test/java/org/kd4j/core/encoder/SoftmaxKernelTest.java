package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.kd4j.core.seed.Seeds;

class SoftmaxKernelTest {

    @Test
    void equalsTheDefinitionDownEveryColumn() {
        SoftmaxKernel kernel = new SoftmaxKernel();
        SplittableRandom random = Seeds.stream(1, "softmax", 0);
        for (int[] size : new int[][] {{7, 130}, {1, 3}, {33, 5}, {7, 130}}) {
            float[] x = new float[size[0] * size[1]];
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) (200 * random.nextDouble() - 100);
            }
            float[] y = x.clone();
            columns(kernel, y, size[0], size[1]);
            for (int column = 0; column < size[1]; column++) {
                double sum = 0;
                double largest = Double.NEGATIVE_INFINITY;
                for (int row = 0; row < size[0]; row++) {
                    largest = Math.max(largest, x[row * size[1] + column]);
                }
                for (int row = 0; row < size[0]; row++) {
                    sum += Math.exp(x[row * size[1] + column] - largest);
                }
                for (int row = 0; row < size[0]; row++) {
                    int at = row * size[1] + column;
                    assertThat((double) y[at]).isCloseTo(Math.exp(x[at] - largest) / sum, within(4e-7));
                }
            }
        }
    }

    /** d Σ weight · growth · kept(softmax(x)) / dx by central differences in double. */
    @Test
    void itsWayBackIsTheDerivative() {
        SoftmaxKernel kernel = new SoftmaxKernel();
        SplittableRandom random = Seeds.stream(2, "softmax", 0);
        for (float growth : new float[] {1f, 1.25f}) {
            for (int[] size : new int[][] {{5, 3}, {1, 2}, {9, 17}}) {
                double[] x = random.doubles((long) size[0] * size[1], -2, 2).toArray();
                double[] weights = random.doubles(x.length, -1, 1).toArray();
                float[] probabilities = new float[x.length];
                float[] slopes = new float[x.length];
                for (int i = 0; i < x.length; i++) {
                    probabilities[i] = (float) x[i];
                    slopes[i] = (float) weights[i];
                }
                columns(kernel, probabilities, size[0], size[1]);
                double[] counted = new double[x.length];
                for (int i = 0; i < x.length; i++) {
                    boolean dropped = growth > 1 && random.nextInt(3) == 0;
                    probabilities[i] *= dropped ? -1 : 1;
                    counted[i] = dropped ? 0 : growth * weights[i];
                }
                back(kernel, probabilities, slopes, size[0], size[1], growth);
                for (int i = 0; i < x.length; i++) {
                    double kept = x[i];
                    x[i] = kept + 1e-5;
                    double above = loss(x, counted, size[0], size[1]);
                    x[i] = kept - 1e-5;
                    double below = loss(x, counted, size[0], size[1]);
                    x[i] = kept;
                    assertThat((double) slopes[i]).as("value %d", i).isCloseTo((above - below) / 2e-5, within(1e-6));
                }
            }
        }
    }

    @Test
    void whatIsDoneToARowOfProbabilitiesStays() {
        SoftmaxKernel kernel = new SoftmaxKernel();
        try (NativeFloats x = new NativeFloats(6)) {
            x.put(0, new float[] {1, 2, 3, 1, 2, 3}, 0, 6);
            kernel.columns(x, 2, 3, (row, probabilities) -> {
                for (int i = 0; i < 3; i++) {
                    probabilities[i] += 10 * row + i;
                }
            });
            float[] y = new float[6];
            x.get(0, y, 0, 6);
            assertThat(y).containsExactly(new float[] {0.5f, 1.5f, 2.5f, 10.5f, 11.5f, 12.5f}, within(1e-6f));
        }
    }

    private static void columns(SoftmaxKernel kernel, float[] x, int rows, int columns) {
        try (NativeFloats matrix = new NativeFloats(x.length)) {
            matrix.put(0, x, 0, x.length);
            kernel.columns(matrix, rows, columns, (row, probabilities) -> {});
            matrix.get(0, x, 0, x.length);
        }
    }

    /** With other numbers before the probabilities. */
    private static void back(SoftmaxKernel kernel, float[] p, float[] d, int rows, int columns, float growth) {
        int before = 3;
        try (NativeFloats probabilities = new NativeFloats(before + p.length);
                NativeFloats slopes = new NativeFloats(d.length)) {
            probabilities.put(before, p, 0, p.length);
            slopes.put(0, d, 0, d.length);
            kernel.back(probabilities, before, slopes, rows, columns, growth);
            slopes.get(0, d, 0, d.length);
        }
    }

    private static double loss(double[] x, double[] weights, int rows, int columns) {
        double loss = 0;
        for (int column = 0; column < columns; column++) {
            double sum = 0;
            double weighted = 0;
            for (int row = 0; row < rows; row++) {
                sum += Math.exp(x[row * columns + column]);
                weighted += weights[row * columns + column] * Math.exp(x[row * columns + column]);
            }
            loss += weighted / sum;
        }
        return loss;
    }
}
