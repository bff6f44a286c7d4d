package org.kd4j.models.onnx;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.kd4j.core.encoder.Activation;

/**
 * Which part of a BERT-family encoder each constant of a model is, so that {@link org.kd4j.core.encoder.Encoder} can run
 * it. Constants go by name.
 *
 * @param ids the input that indexes the words
 * @param mask the input that is 0 where there is padding, if there is one
 * @param types the input that indexes the types, if there is one
 * @param heads of attention in every block
 * @param activation in every block
 * @param blocks in their order, one at least
 */
record EncoderPlan(
        String ids,
        Optional<String> mask,
        Optional<String> types,
        int heads,
        Activation activation,
        Embeddings embeddings,
        List<Block> blocks) {
    EncoderPlan {
        blocks = List.copyOf(blocks);
    }

    /**
     * x times a matrix, and a bias.
     *
     * @param outFirst whether the matrix is [out, in], not [in, out]
     */
    record Linear(String weights, String bias, boolean outFirst) {}

    record Normalization(String gain, String bias, float epsilon) {}

    /**
     * @param words table of the words
     * @param positions table of the positions, if there is one
     * @param padding id of the padding token where positions are counted behind it, as RoBERTa does; empty where they
     *     are counted from 0
     * @param types table of the types, if there is one
     * @param projection from the width of the tables to the hidden size, if they differ
     */
    record Embeddings(
            String words,
            Optional<String> positions,
            Optional<Integer> padding,
            Optional<String> types,
            Normalization normalization,
            Optional<Linear> projection) {}

    record Block(
            Linear query,
            Linear key,
            Linear value,
            Linear output,
            Normalization attentionNormalization,
            Linear up,
            Linear down,
            Normalization outputNormalization) {}

    /** All names in it. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        renamed(
                layer -> {
                    names.add(layer.weights());
                    names.add(layer.bias());
                    return layer;
                },
                name -> {
                    names.add(name);
                    return name;
                });
        return names;
    }

    /** The same plan with other names: {@code layer} for matrices and their biases, {@code name} for all others. */
    EncoderPlan renamed(UnaryOperator<Linear> layer, UnaryOperator<String> name) {
        Embeddings tables = new Embeddings(
                name.apply(embeddings.words),
                embeddings.positions.map(name),
                embeddings.padding,
                embeddings.types.map(name),
                renamed(embeddings.normalization, name),
                embeddings.projection.map(layer));
        List<Block> renamed = blocks.stream()
                .map(block -> new Block(
                        layer.apply(block.query),
                        layer.apply(block.key),
                        layer.apply(block.value),
                        layer.apply(block.output),
                        renamed(block.attentionNormalization, name),
                        layer.apply(block.up),
                        layer.apply(block.down),
                        renamed(block.outputNormalization, name)))
                .toList();
        return new EncoderPlan(ids, mask, types, heads, activation, tables, renamed);
    }

    private static Normalization renamed(Normalization norm, UnaryOperator<String> name) {
        return new Normalization(name.apply(norm.gain), name.apply(norm.bias), norm.epsilon);
    }
}
