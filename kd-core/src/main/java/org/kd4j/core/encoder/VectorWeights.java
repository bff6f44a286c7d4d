package org.kd4j.core.encoder;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.kd4j.core.encoder.EncoderParameter.Kind;
import org.kd4j.core.seed.Seeds;

/** Fills a vector with weights, and copies them out again. */
record VectorWeights(ParameterVector vector) {
    /** Standard deviation of new weights (Devlin et al., BERT, 2019, as released). */
    private static final double DEVIATION = 0.02;

    void initialise(long seed) {
        List<EncoderParameter> stored = vector.layout().stored();
        for (int i = 0; i < stored.size(); i++) {
            EncoderParameter parameter = stored.get(i);
            float[] values = new float[parameter.length()];
            if (parameter.name().endsWith(".gain")) {
                Arrays.fill(values, 1f);
            } else if (parameter.kind() == Kind.EMBEDDING || parameter.kind() == Kind.WEIGHT) {
                fill(values, Seeds.stream(seed, "encoder weights", i));
            }
            vector.set(parameter.name(), values);
        }
    }

    /** Normal numbers in pairs (Box, Muller: A note on the generation of random normal deviates, 1958). */
    private static void fill(float[] values, SplittableRandom random) {
        for (int i = 0; i < values.length; i += 2) {
            double radius = DEVIATION * Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
            double angle = 2 * Math.PI * random.nextDouble();
            values[i] = (float) (radius * Math.cos(angle));
            if (i + 1 < values.length) {
                values[i + 1] = (float) (radius * Math.sin(angle));
            }
        }
    }

    void load(EmbeddingWeights embeddings, List<BlockWeights> blocks) {
        EncoderShape shape = vector.layout().shape();
        Sizes.require("blocks", blocks.size(), shape.layers());
        EncoderShape found = EncoderShape.of(embeddings, blocks, shape.heads(), shape.activation());
        if (!found.equals(shape)) {
            throw new IllegalArgumentException("found weights of " + found + ", expected " + shape);
        }
        vector.set(EncoderLayout.WORDS, Values.of(embeddings.words()));
        embeddings.positions().ifPresent(table -> vector.set(EncoderLayout.POSITIONS, Values.of(table)));
        embeddings.types().ifPresent(table -> vector.set(EncoderLayout.TYPES, Values.of(table)));
        set(EncoderLayout.EMBEDDING_NORM, embeddings.norm());
        embeddings.projection().ifPresent(layer -> set(EncoderLayout.PROJECTION, layer));
        for (int i = 0; i < shape.blocks(); i++) {
            set(vector.layout().prefix(i), blocks.get(i));
        }
    }

    private void set(String prefix, BlockWeights block) {
        set(prefix + "query", block.query());
        set(prefix + "key", block.key());
        set(prefix + "value", block.value());
        set(prefix + "output", block.output());
        set(prefix + "attentionNorm", block.attentionNorm());
        set(prefix + "up", block.up());
        set(prefix + "down", block.down());
        set(prefix + "outputNorm", block.outputNorm());
    }

    private void set(String name, Dense layer) {
        vector.set(name + ".weight", Values.of(layer.weights()));
        vector.set(name + ".bias", Values.of(layer.bias()));
    }

    private void set(String name, Norm norm) {
        vector.set(name + ".gain", Values.of(norm.gain()));
        vector.set(name + ".bias", Values.of(norm.bias()));
    }

    EmbeddingWeights embeddings() {
        EmbeddingShape shape = vector.layout().shape().embeddings();
        return new EmbeddingWeights(
                values(EncoderLayout.WORDS),
                shape.positions() > 0 ? Optional.of(values(EncoderLayout.POSITIONS)) : Optional.empty(),
                shape.rule(),
                shape.types() > 0 ? Optional.of(values(EncoderLayout.TYPES)) : Optional.empty(),
                norm(EncoderLayout.EMBEDDING_NORM),
                shape.projected() ? Optional.of(dense(EncoderLayout.PROJECTION)) : Optional.empty());
    }

    List<BlockWeights> blocks() {
        EncoderShape shape = vector.layout().shape();
        List<BlockWeights> different =
                IntStream.range(0, shape.blocks()).mapToObj(this::block).toList();
        return IntStream.range(0, shape.layers())
                .mapToObj(i -> different.get(shape.shared() ? 0 : i))
                .toList();
    }

    private BlockWeights block(int index) {
        String prefix = vector.layout().prefix(index);
        return new BlockWeights(
                dense(prefix + "query"),
                dense(prefix + "key"),
                dense(prefix + "value"),
                dense(prefix + "output"),
                norm(prefix + "attentionNorm"),
                dense(prefix + "up"),
                dense(prefix + "down"),
                norm(prefix + "outputNorm"));
    }

    private Dense dense(String name) {
        EncoderParameter matrix = vector.layout().parameter(name + ".weight");
        return new Dense(matrix.rows(), matrix.columns(), values(name + ".weight"), values(name + ".bias"));
    }

    private Norm norm(String name) {
        return new Norm(
                values(name + ".gain"),
                values(name + ".bias"),
                vector.layout().shape().epsilon());
    }

    private FloatBuffer values(String name) {
        return FloatBuffer.wrap(vector.get(name));
    }
}
