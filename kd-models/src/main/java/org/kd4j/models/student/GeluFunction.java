package org.kd4j.models.student;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * GELU for layers of DL4J, whose own is another function in 1.0.0-M2.1: x Φ(x), or with Φ approximated by a hyperbolic
 * tangent. A network with it is loaded where kd-models is on the class path.
 */
public final class GeluFunction extends BaseActivationFunction {
    private static final long serialVersionUID = 1L;
    private static final double SQRT_2_BY_PI = Math.sqrt(2 / Math.PI);
    private static final double CUBIC = 0.044715;

    private final boolean byTanh;

    /** @param byTanh whether Φ(x) is approximated by (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2 */
    public GeluFunction(@JsonProperty("byTanh") boolean byTanh) {
        this.byTanh = byTanh;
    }

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
        return in.muli(below(in));
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
        assertShape(in, epsilon);
        INDArray below = below(in);
        INDArray slope = byTanh ? slopeByTanh(in, below) : density(in);
        return new Pair<>(slope.muli(in).addi(below).muli(epsilon), null);
    }

    /** Φ(x). */
    private INDArray below(INDArray x) {
        INDArray twice = byTanh ? Transforms.tanh(cubic(x), false) : Nd4j.math().erf(x.mul(Math.sqrt(0.5)));
        return twice.addi(1).muli(0.5);
    }

    private static INDArray cubic(INDArray x) {
        return x.mul(x).muli(CUBIC).addi(1).muli(x).muli(SQRT_2_BY_PI);
    }

    /** Φ'(x) = exp(-x²/2) / √(2π). */
    private static INDArray density(INDArray x) {
        return Transforms.exp(x.mul(x).muli(-0.5), false).divi(Math.sqrt(2 * Math.PI));
    }

    /** The derivative of s = (1 + tanh(u)) / 2, which is 2 s (1 - s) u'. */
    private static INDArray slopeByTanh(INDArray x, INDArray s) {
        INDArray inner = x.mul(x).muli(3 * CUBIC).addi(1).muli(2 * SQRT_2_BY_PI);
        return inner.muli(s).muli(s.rsub(1));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GeluFunction function && function.byTanh == byTanh;
    }

    @Override
    public int hashCode() {
        return Boolean.hashCode(byTanh);
    }

    @Override
    public String toString() {
        return byTanh ? "gelu-tanh" : "gelu";
    }
}
