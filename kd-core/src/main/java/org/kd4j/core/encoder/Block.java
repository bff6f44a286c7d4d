package org.kd4j.core.encoder;

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
    static Block of(BlockWeights weights) {
        return new Block(
                new DenseLayer(weights.query(), weights.key(), weights.value()),
                new DenseLayer(weights.output()),
                new NormKernel(weights.attentionNorm()),
                new DenseLayer(weights.up()),
                new DenseLayer(weights.down()),
                new NormKernel(weights.outputNorm()));
    }

    /** Matrices where they lie in the vector; biases and gains are copied. */
    static Block over(ParameterVector vector, int block) {
        String prefix = vector.layout().prefix(block);
        return new Block(
                dense(vector, prefix + "queryKeyValue"),
                dense(vector, prefix + "output"),
                norm(vector, prefix + "attentionNorm"),
                dense(vector, prefix + "up"),
                dense(vector, prefix + "down"),
                norm(vector, prefix + "outputNorm"));
    }

    static DenseLayer dense(ParameterVector vector, String name) {
        return new DenseLayer(vector.floats(name + ".weight"), vector.get(name + ".bias"));
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
