package org.kd4j.core.encoder;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.kd4j.core.encoder.Matrices.Slice;

/** The weights of one block, as the passes want them. */
record Block(
        DenseLayer query,
        DenseLayer key,
        DenseLayer value,
        DenseLayer output,
        NormKernel attentionNorm,
        FeedForward feedForward,
        NormKernel outputNorm)
        implements AutoCloseable {

    /** Copies the weights. */
    static Block of(Gemm gemm, BlockWeights weights) {
        int width = FeedForward.width(weights.intermediate());
        List<Slice<DenseLayer>> slices = FeedForward.starts(weights.intermediate())
                .mapToObj(from -> new Slice<>(
                        DenseLayer.of(gemm, weights.up().columns(from, from + width)),
                        DenseLayer.of(gemm, weights.down().rows(from, from + width))))
                .toList();
        return new Block(
                DenseLayer.of(gemm, weights.query()),
                DenseLayer.of(gemm, weights.key()),
                DenseLayer.of(gemm, weights.value()),
                DenseLayer.of(gemm, weights.output()),
                new NormKernel(weights.attentionNorm()),
                new FeedForward(slices),
                new NormKernel(weights.outputNorm()));
    }

    /** Copies biases and gains; the matrices are where they lie in the vector. */
    static Block over(Gemm gemm, ParameterVector vector, int block) {
        return over(vector, block, Matrices.of(gemm, vector, block).map(DenseLayer.Weights::lying));
    }

    /** Copies biases and gains. */
    static Block over(ParameterVector vector, int block, Matrices<DenseLayer.Weights> matrices) {
        String prefix = vector.layout().prefix(block);
        return new Block(
                DenseLayer.learning(matrices.query(), vector.get(prefix + "query.bias")),
                DenseLayer.learning(matrices.key(), vector.get(prefix + "key.bias")),
                DenseLayer.learning(matrices.value(), vector.get(prefix + "value.bias")),
                DenseLayer.learning(matrices.output(), vector.get(prefix + "output.bias")),
                norm(vector, prefix + "attentionNorm"),
                feedForward(vector, prefix, matrices.slices()),
                norm(vector, prefix + "outputNorm"));
    }

    private static FeedForward feedForward(
            ParameterVector vector, String prefix, List<Slice<DenseLayer.Weights>> slices) {
        float[] up = vector.get(prefix + "up.bias");
        float[] down = vector.get(prefix + "down.bias");
        int width = FeedForward.width(up.length);
        return new FeedForward(IntStream.range(0, slices.size())
                .mapToObj(i -> new Slice<>(
                        DenseLayer.learning(slices.get(i).up(), Arrays.copyOfRange(up, i * width, (i + 1) * width)),
                        DenseLayer.learning(slices.get(i).down(), down)))
                .toList());
    }

    static NormKernel norm(ParameterVector vector, String name) {
        float epsilon = vector.layout().shape().epsilon();
        return new NormKernel(vector.get(name + ".gain"), vector.get(name + ".bias"), epsilon);
    }

    /** Queries, keys and values. */
    List<DenseLayer> projections() {
        return List.of(query, key, value);
    }

    @Override
    public void close() {
        projections().forEach(DenseLayer::close);
        output.close();
        feedForward.close();
    }
}
