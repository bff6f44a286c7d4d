package org.kd4j.core.encoder;

import java.util.Collections;
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
    static Network of(
            Gemm gemm,
            Workers workers,
            EmbeddingWeights embeddings,
            List<BlockWeights> blocks,
            int heads,
            Activation activation) {
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
        Embeddings[] tables = new Embeddings[1];
        workers.run(1, (i, worker) -> tables[0] = Embeddings.of(gemm, embeddings));
        return new Network(tables[0], copies(gemm, workers, blocks), heads, activation);
    }

    private static List<Block> copies(Gemm gemm, Workers workers, List<BlockWeights> blocks) {
        Map<BlockWeights, Block> copies = Collections.synchronizedMap(new IdentityHashMap<>());
        blocks.forEach(weights -> copies.put(weights, null));
        List<BlockWeights> different = List.copyOf(copies.keySet());
        workers.run(different.size(), (i, worker) -> copies.put(different.get(i), Block.of(gemm, different.get(i))));
        return blocks.stream().map(copies::get).toList();
    }

    /** The weights of a vector as they are now; matrices and tables are not copied, biases and gains are. */
    static Network over(Gemm gemm, ParameterVector vector) {
        List<Block> blocks = IntStream.range(0, vector.layout().shape().blocks())
                .mapToObj(block -> Block.over(gemm, vector, block))
                .toList();
        return over(gemm, vector, blocks);
    }

    /** @param different the blocks that do not share their weights */
    static Network over(Gemm gemm, ParameterVector vector, List<Block> different) {
        EncoderShape shape = vector.layout().shape();
        List<Block> all = IntStream.range(0, shape.layers())
                .mapToObj(block -> different.get(shape.shared() ? 0 : block))
                .toList();
        return new Network(Embeddings.over(gemm, vector), all, shape.heads(), shape.activation());
    }

    int layers() {
        return blocks.size();
    }

    int hidden() {
        return blocks.get(0).output().out;
    }

    @Override
    public void close() {
        embeddings.close();
        blocks.stream().distinct().forEach(Block::close);
    }
}
