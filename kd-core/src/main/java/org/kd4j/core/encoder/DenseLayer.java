package org.kd4j.core.encoder;

import java.nio.FloatBuffer;
import java.util.List;

/** A linear layer, or several of the same input side by side, with its weights outside the heap. */
final class DenseLayer implements AutoCloseable {
    final int in;
    final int out;
    final float[] bias;
    private final NativeFloats weights;

    DenseLayer(Dense... layers) {
        this.in = layers[0].in();
        this.out = List.of(layers).stream().mapToInt(Dense::out).sum();
        this.bias = new float[out];
        this.weights = new NativeFloats((long) in * out);
        int column = 0;
        for (Dense layer : layers) {
            copy(layer, column);
            column += layer.out();
        }
    }

    private void copy(Dense layer, int column) {
        FloatBuffer source = layer.weights();
        float[] row = new float[layer.out()];
        for (int i = 0; i < in; i++) {
            source.get(source.position() + i * layer.out(), row);
            weights.put(i * out + column, row, 0, row.length);
        }
        layer.bias().get(layer.bias().position(), bias, column, layer.out());
    }

    /** y = x W, or y += x W where {@code adding}; the bias is left to whoever passes over y next. */
    void multiply(Gemm gemm, int rows, NativeFloats x, NativeFloats y, boolean adding) {
        gemm.multiply(rows, out, in, 1f, x.matrix(0, in), weights.matrix(0, out), adding ? 1f : 0f, y.matrix(0, out));
    }

    @Override
    public void close() {
        weights.close();
    }
}
