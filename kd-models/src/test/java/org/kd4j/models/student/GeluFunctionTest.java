package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** In double, against values of torch.nn.functional.gelu in float64 and against differences. */
class GeluFunctionTest {
    private static final double[] X = {-6, -2.5, -1, -0.3, 0, 0.2, 1, 2, 5};
    private static final double[] EXACT = {
        -5.919525869479969e-09,
        -0.015524163314440398,
        -0.15865525393145702,
        -0.1146265733433142,
        0,
        0.11585194188782061,
        0.841344746068543,
        1.9544997361036416,
        4.999998566742141
    };
    private static final double[] BY_TANH = {
        -8.43964897967453e-11,
        -0.015084266089998577,
        -0.15880800939172324,
        -0.11462907645724074,
        0,
        0.11585142978210627,
        0.8411919906082768,
        1.954597694087775,
        4.999999770820381
    };

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isPyTorchs(boolean byTanh) {
        double[] expected = byTanh ? BY_TANH : EXACT;
        // ND4J's erf is one of single precision.
        assertThat(values(new GeluFunction(byTanh), 0)).containsExactly(expected, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goesBackByItsDerivative(boolean byTanh) {
        GeluFunction function = new GeluFunction(byTanh);
        double step = 1e-4;
        double[] above = values(function, step);
        double[] below = values(function, -step);
        INDArray epsilon = Nd4j.createFromArray(new double[][] {{2, -1, 3, 1, 0.5, -2, 1, 1, 4}});
        INDArray gradient = function.backprop(input(0), epsilon).getFirst();
        for (int i = 0; i < X.length; i++) {
            assertThat(gradient.getDouble(i))
                    .as("at %s", X[i])
                    .isCloseTo(epsilon.getDouble(i) * (above[i] - below[i]) / (2 * step), within(1e-6));
        }
    }

    private static double[] values(GeluFunction function, double shift) {
        return function.getActivation(input(shift), true).toDoubleVector();
    }

    private static INDArray input(double shift) {
        return Nd4j.createFromArray(new double[][] {X}).castTo(DataType.DOUBLE).addi(shift);
    }
}
