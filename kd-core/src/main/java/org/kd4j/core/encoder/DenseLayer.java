package org.kd4j.core.encoder;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** A linear layer, or several of the same input side by side, with its weights outside the heap. */
final class DenseLayer implements AutoCloseable {
    final int in;
    final int out;
    final float[] bias;
    private final NativeFloats weights;
    /** The first of its columns in the matrix. */
    private final int column;
    /** Columns of the matrix. */
    private final int stride;

    private DenseLayer(NativeFloats weights, int column, int stride, float[] bias) {
        this.in = weights.length() / stride;
        this.out = bias.length;
        this.bias = bias;
        this.weights = weights;
        this.column = column;
        this.stride = stride;
    }

    /** @param weights [in, out], taken as they are */
    DenseLayer(NativeFloats weights, float[] bias) {
        this(weights, 0, bias.length, bias);
    }

    /** Some of its outputs only; of the same weights, which are closed with the whole layer. */
    DenseLayer part(int from, int to) {
        return new DenseLayer(weights, column + from, stride, Arrays.copyOfRange(bias, from, to));
    }

    /** Copies the weights. */
    DenseLayer(Dense... layers) {
        this(new NativeFloats((long) layers[0].in() * width(layers)), new float[width(layers)]);
        int column = 0;
        for (Dense layer : layers) {
            copy(layer, column);
            column += layer.out();
        }
    }

    private static int width(Dense... layers) {
        return List.of(layers).stream().mapToInt(Dense::out).sum();
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
        multiply(gemm, rows, x, 0, y, 0, adding);
    }

    /** The same from a row of x and a row of y on. */
    void multiply(Gemm gemm, int rows, NativeFloats x, int xRow, NativeFloats y, int yRow, boolean adding) {
        Matrix input = x.matrix((long) xRow * in, in);
        Matrix output = y.matrix((long) yRow * out, out);
        gemm.multiply(rows, out, in, 1f, input, weights.matrix(column, stride), adding ? 1f : 0f, output);
    }

    /** dx = dy Wᵀ, or dx += dy Wᵀ where {@code adding}. */
    void multiplyBack(Gemm gemm, int rows, NativeFloats dy, int yRow, NativeFloats dx, int xRow, boolean adding) {
        Matrix output = dy.matrix((long) yRow * out, out);
        Matrix input = dx.matrix((long) xRow * in, in);
        gemm.multiply(rows, in, out, 1f, output, weights.matrix(column, stride).transpose(), adding ? 1f : 0f, input);
    }

    @Override
    public void close() {
        weights.close();
    }
}
