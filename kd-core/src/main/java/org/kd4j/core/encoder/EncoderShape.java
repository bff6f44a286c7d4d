package org.kd4j.core.encoder;

import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What two encoders have in common that differ in their weights only.
 *
 * @param embeddings before the first block
 * @param hidden width of the hidden states
 * @param heads of attention; divides the hidden size
 * @param intermediate width inside a block's feed-forward part, ≥ 1
 * @param layers number of blocks, ≥ 1
 * @param shared whether all blocks have the same weights (ALBERT)
 * @param activation inside the feed-forward part
 * @param epsilon of every normalisation, ≥ 0
 */
public record EncoderShape(
        EmbeddingShape embeddings,
        int hidden,
        int heads,
        int intermediate,
        int layers,
        boolean shared,
        Activation activation,
        float epsilon) {

    /** Throws {@link IllegalArgumentException} if a size is outside its range, or two do not fit. */
    public EncoderShape {
        if (hidden < 1 || heads < 1 || hidden % heads != 0) {
            throw new IllegalArgumentException(
                    "found " + heads + " heads on " + hidden + " values, expected heads of equal size");
        }
        if (intermediate < 1 || layers < 1) {
            throw new IllegalArgumentException("found " + layers + " layers with " + intermediate
                    + " values inside, expected one or more of both");
        }
        if (!embeddings.projected() && embeddings.width() != hidden) {
            throw new IllegalArgumentException("found embeddings of width " + embeddings.width()
                    + " and no projection, expected the hidden size " + hidden);
        }
        if (!(epsilon >= 0) || Float.isInfinite(epsilon)) {
            throw new IllegalArgumentException("epsilon: found " + epsilon + ", expected a number ≥ 0");
        }
    }

    /**
     * The shape of an encoder of these weights. All blocks may be the same object, or each one its own.
     *
     * @throws IllegalArgumentException if sizes do not fit together, normalisations differ in epsilon, or only some of
     *     the blocks share their weights: such an encoder cannot be trained here
     */
    public static EncoderShape of(
            EmbeddingWeights embeddings, List<BlockWeights> blocks, int heads, Activation activation) {
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("found no block, expected one or more");
        }
        float epsilon = embeddings.norm().epsilon();
        for (BlockWeights block : blocks) {
            Sizes.require("hidden size of a block", block.hidden(), embeddings.hidden());
            Sizes.require(
                    "inside of feed-forward",
                    block.intermediate(),
                    blocks.get(0).intermediate());
            requireEpsilon(block.attentionNorm(), epsilon);
            requireEpsilon(block.outputNorm(), epsilon);
        }
        int width = embeddings.width();
        return new EncoderShape(
                new EmbeddingShape(
                        embeddings.words().remaining() / width,
                        rows(embeddings.positions(), width),
                        embeddings.rule(),
                        rows(embeddings.types(), width),
                        width,
                        embeddings.projection().isPresent()),
                embeddings.hidden(),
                heads,
                blocks.get(0).intermediate(),
                blocks.size(),
                shared(blocks),
                activation,
                epsilon);
    }

    private static int rows(Optional<FloatBuffer> table, int width) {
        return table.map(values -> values.remaining() / width).orElse(0);
    }

    private static void requireEpsilon(Norm norm, float epsilon) {
        if (norm.epsilon() != epsilon) {
            throw new IllegalArgumentException("epsilon: found " + norm.epsilon() + " and " + epsilon
                    + ", expected the same in all normalisations");
        }
    }

    private static boolean shared(List<BlockWeights> blocks) {
        Set<BlockWeights> objects = Collections.newSetFromMap(new IdentityHashMap<>());
        objects.addAll(blocks);
        int different = objects.size();
        if (different > 1 && different < blocks.size()) {
            throw new IllegalArgumentException("found " + blocks.size() + " blocks with " + different
                    + " sets of weights, expected one for all or one for each");
        }
        return different == 1 && blocks.size() > 1;
    }

    /** How many blocks have weights of their own. */
    public int blocks() {
        return shared ? 1 : layers;
    }

    /** At least how many numbers an encoder of this shape has: without biases and normalisations. No size overflows. */
    public double leastWeights() {
        double tables = (double) embeddings.vocabulary() + embeddings.positions() + embeddings.types();
        double block = 4.0 * hidden * hidden + 2.0 * hidden * intermediate;
        return tables * embeddings.width() + block * blocks();
    }
}
