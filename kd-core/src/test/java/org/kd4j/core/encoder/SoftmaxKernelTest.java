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
            kernel.columns(y, size[0], size[1]);
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
}
