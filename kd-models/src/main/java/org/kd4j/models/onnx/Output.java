package org.kd4j.models.onnx;

import java.util.Arrays;

/**
 * What a graph answers under one name.
 *
 * @param shape sizes of the axes, such as [batch, sequence, hidden]
 * @param values elements in row-major order
 */
public record Output(long[] shape, float[] values) {

    /** Throws {@link IllegalArgumentException} if the values are not as many as the shape says. */
    public Output {
        if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != values.length) {
            throw new IllegalArgumentException(
                    "shape: found " + Arrays.toString(shape) + ", expected the shape of " + values.length + " values");
        }
    }

    /** The size of the last axis. */
    public int width() {
        return (int) shape[shape.length - 1];
    }
}
