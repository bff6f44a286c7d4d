package org.kd4j.core.encoder;

import java.nio.FloatBuffer;

/**
 * A linear layer: y = x W + b.
 *
 * @param in width of x, ≥ 1
 * @param out width of y, ≥ 1
 * @param weights W [in, out] in row-major order
 * @param bias b [out]
 */
public record Dense(int in, int out, FloatBuffer weights, FloatBuffer bias) {

    /** Throws {@link IllegalArgumentException} if a buffer has not as many values as the widths say. */
    public Dense {
        Sizes.require("weights", weights, (long) in * out);
        Sizes.require("bias", bias, out);
    }

    /** The part of the layer that makes some of the outputs; copies the weights. */
    Dense columns(int from, int to) {
        FloatBuffer columns = FloatBuffer.allocate(Math.multiplyExact(in, to - from));
        for (int row = 0; row < in; row++) {
            columns.put(row * (to - from), weights, weights.position() + row * out + from, to - from);
        }
        return new Dense(in, to - from, columns, bias.slice(bias.position() + from, to - from));
    }

    /** The part of the layer that reads some of the inputs, with the whole bias. */
    Dense rows(int from, int to) {
        return new Dense(to - from, out, weights.slice(weights.position() + from * out, (to - from) * out), bias);
    }

    /** A copy of the weights as [out, in], in row-major order. */
    public float[] outputByOutput() {
        FloatBuffer rows = weights.duplicate();
        float[] transposed = new float[Math.multiplyExact(in, out)];
        for (int row = 0; row < in; row++) {
            for (int column = 0; column < out; column++) {
                transposed[column * in + row] = rows.get();
            }
        }
        return transposed;
    }
}
