package org.kd4j.core.encoder;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A linear layer, or several of the same input side by side, with its weights outside the heap. */
final class DenseLayer implements AutoCloseable {
    final int in;
    final int out;
    final float[] bias;
    private final Factor weights;
    private final Optional<Learning> learning;

    /**
     * What one that learns has besides; all of it, and the weights, belong to somebody else.
     *
     * @param lying the weights where they lie
     * @param transposed the transpose of the weights
     */
    private record Learning(PlainFactor lying, Factor transposed) {}

    private DenseLayer(int in, float[] bias, Factor weights, Optional<Learning> learning) {
        this.in = in;
        this.out = bias.length;
        this.bias = bias;
        this.weights = weights;
        this.learning = learning;
    }

    /** One that learns: its weights are where they lie, and others may change them. */
    static DenseLayer learning(PlainFactor lying, float[] bias) {
        return learning(lying, bias, lying, lying.transpose());
    }

    /**
     * The same with copies to multiply by.
     *
     * @param weights copy of the matrix
     * @param transposed copy of its transpose
     */
    static DenseLayer learning(PlainFactor lying, float[] bias, Factor weights, Factor transposed) {
        return new DenseLayer(lying.in(), bias, weights, Optional.of(new Learning(lying, transposed)));
    }

    /** One that learns, by its name: the matrix where it lies in the vector. */
    static DenseLayer over(Gemm gemm, ParameterVector vector, String name) {
        return learning(lying(gemm, vector, name), vector.get(name + ".bias"));
    }

    /** The matrix of a layer where it lies. */
    static PlainFactor lying(Gemm gemm, ParameterVector vector, String name) {
        String weights = name + ".weight";
        return PlainFactor.of(
                gemm, vector.floats(weights), vector.layout().parameter(weights).columns());
    }

    /** One that only runs: copies the weights. */
    static DenseLayer of(Gemm gemm, Dense... layers) {
        int in = layers[0].in();
        float[] bias = new float[List.of(layers).stream().mapToInt(Dense::out).sum()];
        NativeFloats weights = new NativeFloats((long) in * bias.length);
        int column = 0;
        for (Dense layer : layers) {
            copy(layer, weights, bias, column);
            column += layer.out();
        }
        return new DenseLayer(in, bias, fastest(gemm, weights, bias.length), Optional.empty());
    }

    private static void copy(Dense layer, NativeFloats weights, float[] bias, int column) {
        FloatBuffer source = layer.weights();
        float[] row = new float[layer.out()];
        for (int i = 0; i < layer.in(); i++) {
            source.get(source.position() + i * layer.out(), row);
            weights.put(i * bias.length + column, row, 0, row.length);
        }
        layer.bias().get(layer.bias().position(), bias, column, layer.out());
    }

    private static Factor fastest(Gemm gemm, NativeFloats weights, int columns) {
        PlainFactor plain = PlainFactor.of(gemm, weights, columns);
        Optional<PackedFactor> packed = gemm.packed(plain.in(), plain.out());
        if (packed.isEmpty()) {
            return plain;
        }
        packed.get().set(plain.matrix());
        plain.close();
        return packed.get();
    }

    /** Some of the outputs only, of one that learns. */
    DenseLayer part(int from, int to) {
        return learning(learning().lying().part(from, to), Arrays.copyOfRange(bias, from, to));
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
        learning()
                .transposed()
                .multiply(rows, dy.matrix((long) yRow * out, out), dx.matrix((long) xRow * in, in), adding);
    }

    private Learning learning() {
        return learning.orElseThrow(() -> new IllegalStateException("this layer does not learn"));
    }

    /** Frees the weights of one that only runs. */
    @Override
    public void close() {
        if (learning.isEmpty()) {
            weights.close();
        }
    }
}
