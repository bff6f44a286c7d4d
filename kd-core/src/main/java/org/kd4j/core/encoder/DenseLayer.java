package org.kd4j.core.encoder;

import java.util.Optional;

/** A linear layer with its weights outside the heap. */
final class DenseLayer implements AutoCloseable {
    final int in;
    final int out;
    final float[] bias;
    private final Factor matrix;
    private final Optional<Weights> learning;

    /**
     * The matrix of a layer that learns. It belongs to somebody else.
     *
     * @param lying where it lies; others may change it
     * @param there the same, or a copy
     * @param back its transpose, as it lies or as a copy
     */
    record Weights(PlainFactor lying, Factor there, Factor back) {
        /** Without copies. */
        static Weights lying(PlainFactor matrix) {
            return new Weights(matrix, matrix, matrix.transpose());
        }
    }

    private DenseLayer(int in, float[] bias, Factor matrix, Optional<Weights> learning) {
        this.in = in;
        this.out = bias.length;
        this.bias = bias;
        this.matrix = matrix;
        this.learning = learning;
    }

    /** One that learns; closing it frees nothing. */
    static DenseLayer learning(Weights weights, float[] bias) {
        return new DenseLayer(weights.lying().in(), bias, weights.there(), Optional.of(weights));
    }

    /** One that learns, by its name: the matrix where it lies in the vector. */
    static DenseLayer over(Gemm gemm, ParameterVector vector, String name) {
        return learning(Weights.lying(PlainFactor.of(gemm, vector, name)), vector.get(name + ".bias"));
    }

    /** One that only runs: copies the weights. */
    static DenseLayer of(Gemm gemm, Dense layer) {
        PlainFactor plain = PlainFactor.of(gemm, NativeFloats.of(layer.weights()), layer.out());
        return new DenseLayer(layer.in(), Values.of(layer.bias()), fastest(gemm, plain), Optional.empty());
    }

    private static Factor fastest(Gemm gemm, PlainFactor plain) {
        Optional<PackedFactor> packed = gemm.packed(plain.in(), plain.out());
        if (packed.isEmpty()) {
            return plain;
        }
        packed.get().set(plain.matrix());
        plain.close();
        return packed.get();
    }

    /** y = x W, or y += x W where {@code adding}; the bias is left to whoever passes over y next. */
    void multiply(int rows, NativeFloats x, NativeFloats y, boolean adding) {
        multiply(rows, x, 0, y, 0, adding);
    }

    /** The same from a row of x and a row of y on. */
    void multiply(int rows, NativeFloats x, int xRow, NativeFloats y, int yRow, boolean adding) {
        matrix.multiply(rows, x.matrix((long) xRow * in, in), y.matrix((long) yRow * out, out), adding);
    }

    /** dx = dy Wᵀ, or dx += dy Wᵀ where {@code adding}, of one that learns. */
    void multiplyBack(int rows, NativeFloats dy, int yRow, NativeFloats dx, int xRow, boolean adding) {
        weights().back().multiply(rows, dy.matrix((long) yRow * out, out), dx.matrix((long) xRow * in, in), adding);
    }

    /** Some columns of the matrix of one that learns, as they lie. */
    Matrix columns(int from, int to) {
        return weights().lying().columns(from, to).matrix();
    }

    private Weights weights() {
        return learning.orElseThrow(() -> new IllegalStateException("this layer does not learn"));
    }

    /** Frees the weights of one that only runs. */
    @Override
    public void close() {
        if (learning.isEmpty()) {
            matrix.close();
        }
    }
}
