package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kd4j.core.seed.Seeds;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** f(v) = Σ sin(v) of a million numbers, whose gradient is cos(v). */
class SlopeCheckTest {
    private static final long SEED = 14;
    private static final int SIZE = 1000;

    private final SplittableRandom random = Seeds.stream(SEED, "values", 0);
    private final INDArray values = matrix(i -> random.nextDouble(0.01, 3));
    private final DoubleSupplier sines = () -> {
        double sum = 0;
        for (double value : values.data().asDouble()) {
            sum += Math.sin(value);
        }
        return sum;
    };

    @AfterEach
    void close() {
        values.close();
    }

    @Test
    void findsNoFaultInTheGradientAndPutsTheValuesBack() {
        INDArray before = values.dup();

        assertThat(agrees(sines, gradient())).isTrue();

        assertThat(values).isEqualTo(before);
    }

    /** A ten-thousandth of the sum of all slopes is more than this. */
    @Test
    void findsAnErrorOfAHundredthThatIsSpreadOverAll() {
        assertThat(agrees(sines, gradient().mul(matrix(i -> random.nextBoolean() ? 1.01 : 0.99))))
                .isFalse();
    }

    @Test
    void findsAnErrorInOneRow() {
        INDArray wrong = gradient();
        wrong.getRow(7).muli(0.5);
        assertThat(agrees(sines, wrong)).isFalse();
    }

    @Test
    void findsAScaleThatIsWrong() {
        assertThat(agrees(sines, gradient().mul(1.001))).isFalse();
    }

    @Test
    void findsAGradientThatIsMissing() {
        assertThat(agrees(sines, null)).isFalse();
        assertThat(agrees(sines, gradient().mul(0))).isFalse();
        assertThat(agrees(() -> 3, null)).isTrue();
    }

    @Test
    void findsAGradientThatIsNoNumber() {
        INDArray wrong = gradient();
        wrong.putScalar(5, Double.NaN);
        assertThat(agrees(sines, wrong)).isFalse();
    }

    /** Σ |v|, where a thousand values are so near to 0 that the largest step takes them to the other side. */
    @Test
    void takesKinksForNoFault() {
        values.getRow(0).assign(1e-6);
        DoubleSupplier kinks =
                () -> DoubleStream.of(values.data().asDouble()).map(Math::abs).sum();
        assertThat(agrees(kinks, matrix(i -> 1))).isTrue();
    }

    private boolean agrees(DoubleSupplier function, INDArray gradient) {
        return new SlopeCheck(values, function).agrees(gradient, Seeds.stream(SEED, "directions", 0));
    }

    private INDArray gradient() {
        double[] slopes = values.data().asDouble();
        return matrix(i -> Math.cos(slopes[i]));
    }

    private static INDArray matrix(IntToDoubleFunction numbers) {
        return Nd4j.create(
                IntStream.range(0, SIZE * SIZE).mapToDouble(numbers).toArray(), new long[] {SIZE, SIZE}, 'c');
    }
}
