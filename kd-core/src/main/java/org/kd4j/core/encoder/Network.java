package org.kd4j.core.encoder;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An encoder's weights, as the passes want them.
 *
 * @param blocks in order; the same object more than once shares its weights
 */
record Network(Embeddings embeddings, List<Block> blocks, int heads, Activation activation) implements AutoCloseable {

    /** Copies the weights. */
    static Network of(EmbeddingWeights embeddings, List<BlockWeights> blocks, int heads, Activation activation) {
        int hidden = embeddings.hidden();
        if (blocks.isEmpty() || heads < 1 || hidden % heads != 0) {
            throw new IllegalArgumentException("found " + blocks.size() + " blocks and " + heads + " heads on " + hidden
                    + " values, expected one block or more and heads of equal size");
        }
        for (BlockWeights block : blocks) {
            Sizes.require("hidden size of a block", block.hidden(), hidden);
            Sizes.require(
                    "inside of feed-forward",
                    block.intermediate(),
                    blocks.get(0).intermediate());
        }
        Map<BlockWeights, Block> made = new IdentityHashMap<>();
        List<Block> all = blocks.stream()
                .map(weights -> made.computeIfAbsent(weights, Block::of))
                .toList();
        return new Network(Embeddings.of(embeddings), all, heads, activation);
    }

    /** The weights of a vector as they are now; matrices and tables are not copied, biases and gains are. */
    static Network over(ParameterVector vector) {
        EncoderShape shape = vector.layout().shape();
        List<Block> different = IntStream.range(0, shape.blocks())
                .mapToObj(block -> Block.over(vector, block))
                .toList();
        List<Block> all = IntStream.range(0, shape.layers())
                .mapToObj(block -> different.get(shape.shared() ? 0 : block))
                .toList();
        return new Network(Embeddings.over(vector), all, shape.heads(), shape.activation());
    }

    int layers() {
        return blocks.size();
    }

    int hidden() {
        return blocks.get(0).output().out;
    }

    int intermediate() {
        return blocks.get(0).up().out;
    }

    @Override
    public void close() {
        embeddings.close();
        blocks.stream().distinct().forEach(Block::close);
    }
}
