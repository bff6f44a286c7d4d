package org.kd4j.core.encoder;

import java.util.function.Function;

/**
 * The weights of one block, as the passes want them.
 *
 * @param queryKeyValue [hidden, 3 hidden]
 */
record Block(
        DenseLayer queryKeyValue,
        DenseLayer output,
        NormKernel attentionNorm,
        DenseLayer up,
        DenseLayer down,
        NormKernel outputNorm)
        implements AutoCloseable {

    /** Copies the weights. */
    static Block of(Gemm gemm, BlockWeights weights) {
        return new Block(
                DenseLayer.of(gemm, weights.query(), weights.key(), weights.value()),
                DenseLayer.of(gemm, weights.output()),
                new NormKernel(weights.attentionNorm()),
                DenseLayer.of(gemm, weights.up()),
                DenseLayer.of(gemm, weights.down()),
                new NormKernel(weights.outputNorm()));
    }

    /**
     * Copies biases and gains.
     *
     * @param dense a linear layer by its name
     */
    static Block over(ParameterVector vector, int block, Function<String, DenseLayer> dense) {
        String prefix = vector.layout().prefix(block);
        return new Block(
                dense.apply(prefix + "queryKeyValue"),
                dense.apply(prefix + "output"),
                norm(vector, prefix + "attentionNorm"),
                dense.apply(prefix + "up"),
                dense.apply(prefix + "down"),
                norm(vector, prefix + "outputNorm"));
    }

    static NormKernel norm(ParameterVector vector, String name) {
        float epsilon = vector.layout().shape().epsilon();
        return new NormKernel(vector.get(name + ".gain"), vector.get(name + ".bias"), epsilon);
    }

    @Override
    public void close() {
        queryKeyValue.close();
        output.close();
        up.close();
        down.close();
    }
}
