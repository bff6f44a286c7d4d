package org.kd4j.core.encoder;

/** The weights of one block, as the forward pass wants them. */
final class Block implements AutoCloseable {
    final DenseLayer queryKeyValue;
    final DenseLayer output;
    final NormKernel attentionNorm;
    final DenseLayer up;
    final DenseLayer down;
    final NormKernel outputNorm;

    Block(BlockWeights weights) {
        queryKeyValue = new DenseLayer(weights.query(), weights.key(), weights.value());
        output = new DenseLayer(weights.output());
        attentionNorm = new NormKernel(weights.attentionNorm());
        up = new DenseLayer(weights.up());
        down = new DenseLayer(weights.down());
        outputNorm = new NormKernel(weights.outputNorm());
    }

    @Override
    public void close() {
        queryKeyValue.close();
        output.close();
        up.close();
        down.close();
    }
}
