package org.kd4j.core.encoder;

import java.util.Optional;

/** A linear layer with its weights outside the heap. */
final class DenseLayer implements AutoCloseable {
    final int in;
    final int out;
    final float[] bias;
    private final Factor weights;
    private final Optional<Factor> transposed;

    /**
     * The matrix of a layer that learns. It belongs to somebody else.
     *
     * @param in rows of the matrix
     * @param matrix where it lies, or a copy
     * @param transposed its transpose, as it lies or as a copy
     */
    record Weights(int in, Factor matrix, Factor transposed) {
        /** Where they lie; others may change them. */
        static Weights lying(PlainFactor matrix) {
            return new Weights(matrix.in(), matrix, matrix.transpose());
        }
    }

    private DenseLayer(int in, float[] bias, Factor weights, Optional<Factor> transposed) {
        this.in = in;
        this.out = bias.length;
        this.bias = bias;
        this.weights = weights;
        this.transposed = transposed;
    }

    /** One that learns; closing it frees nothing. */
    static DenseLayer learning(Weights weights, float[] bias) {
        return new DenseLayer(weights.in(), bias, weights.matrix(), Optional.of(weights.transposed()));
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
        weights.multiply(rows, x.matrix((long) xRow * in, in), y.matrix((long) yRow * out, out), adding);
    }

    /** dx = dy Wᵀ, or dx += dy Wᵀ where {@code adding}, of one that learns. */
    void multiplyBack(int rows, NativeFloats dy, int yRow, NativeFloats dx, int xRow, boolean adding) {
        transposed
                .orElseThrow(() -> new IllegalStateException("this layer does not learn"))
                .multiply(rows, dy.matrix((long) yRow * out, out), dx.matrix((long) xRow * in, in), adding);
    }

    /** Frees the weights of one that only runs. */
    @Override
    public void close() {
        if (transposed.isEmpty()) {
            weights.close();
        }
    }
}
