package org.kd4j.models.onnx;

import java.util.List;
import java.util.stream.IntStream;
import org.kd4j.core.encoder.Activation;
import org.kd4j.core.encoder.BlockWeights;
import org.kd4j.core.encoder.EmbeddingWeights;

/**
 * The weights of an imported encoder, for others to start from. They lie in the graph that they come from, and are of no
 * use once that is closed.
 *
 * @param embeddings before the first block
 * @param blocks in order, one or more
 * @param heads of attention in every block
 * @param activation in every block
 */
public record PretrainedEncoder(
        EmbeddingWeights embeddings, List<BlockWeights> blocks, int heads, Activation activation) {

    /** Throws {@link IllegalArgumentException} if there is no block. */
    public PretrainedEncoder {
        blocks = List.copyOf(blocks);
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("found no block, expected one or more");
        }
    }

    /**
     * Which blocks an encoder of fewer takes over: the last of every stretch of equal length, so that the last block is
     * among them, as in 2, 4 and 6 of 6 for 3.
     *
     * @param layers of the smaller encoder, 1 to the number of blocks
     * @return so many numbers of blocks, from 1, ascending
     */
    public List<Integer> everyKth(int layers) {
        if (layers < 1 || layers > blocks.size()) {
            throw new IllegalArgumentException(
                    "layers: found " + layers + ", expected 1 to the teacher's " + blocks.size());
        }
        return IntStream.rangeClosed(1, layers)
                .map(layer -> (int) Math.round((double) layer * blocks.size() / layers))
                .boxed()
                .toList();
    }

    /** The same weights in memory of their own, which outlives the graph. */
    public PretrainedEncoder copied() {
        return new EncoderCopy().of(this);
    }

    /** The same encoder with these blocks only, counted from 1. */
    public PretrainedEncoder keeping(List<Integer> numbers) {
        List<BlockWeights> kept =
                numbers.stream().map(number -> blocks.get(number - 1)).toList();
        return new PretrainedEncoder(embeddings, kept, heads, activation);
    }
}
