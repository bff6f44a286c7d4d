package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kd4j.core.encoder.EncoderParameter.Kind;

/**
 * Where each weight of an encoder lies in one vector of numbers. The gradient has the same layout.
 *
 * <p>In order, as far as the shape has them: {@code embeddings.words}, {@code .positions}, {@code .types} [rows, width],
 * {@code embeddings.norm.gain}, {@code .bias} [width], {@code embeddings.projection.weight} [width, hidden],
 * {@code .bias} [hidden]; then for each block, from 0, {@code layers.0.queryKeyValue} [hidden, 3 hidden], {@code output}
 * [hidden, hidden], {@code attentionNorm}, {@code up} [hidden, intermediate], {@code down} [intermediate, hidden] and
 * {@code outputNorm}, each with {@code .weight} and {@code .bias}, the normalisations with {@code .gain} and {@code
 * .bias}. By name there are also {@code query}, {@code key} and {@code value}, as parts of {@code queryKeyValue}.
 */
public final class EncoderLayout {
    static final String WORDS = "embeddings.words";
    static final String POSITIONS = "embeddings.positions";
    static final String TYPES = "embeddings.types";
    static final String EMBEDDING_NORM = "embeddings.norm";
    static final String PROJECTION = "embeddings.projection";
    private static final List<String> PARTS = List.of("query", "key", "value");

    private final EncoderShape shape;
    private final List<EncoderParameter> stored = new ArrayList<>();
    private final Map<String, EncoderParameter> byName = new LinkedHashMap<>();
    private long length;

    public EncoderLayout(EncoderShape shape) {
        this.shape = shape;
        int hidden = shape.hidden();
        addEmbeddings(shape.embeddings(), hidden);
        for (int block = 0; block < shape.blocks(); block++) {
            String prefix = prefix(block);
            dense(prefix + "queryKeyValue", hidden, 3 * hidden);
            split(prefix, ".weight", hidden);
            split(prefix, ".bias", hidden);
            dense(prefix + "output", hidden, hidden);
            norm(prefix + "attentionNorm", hidden);
            dense(prefix + "up", hidden, shape.intermediate());
            dense(prefix + "down", shape.intermediate(), hidden);
            norm(prefix + "outputNorm", hidden);
        }
    }

    private void addEmbeddings(EmbeddingShape embeddings, int hidden) {
        int width = embeddings.width();
        add(WORDS, Kind.EMBEDDING, embeddings.vocabulary(), width);
        if (embeddings.positions() > 0) {
            add(POSITIONS, Kind.EMBEDDING, embeddings.positions(), width);
        }
        if (embeddings.types() > 0) {
            add(TYPES, Kind.EMBEDDING, embeddings.types(), width);
        }
        norm(EMBEDDING_NORM, width);
        if (embeddings.projected()) {
            dense(PROJECTION, width, hidden);
        }
    }

    /** What the names of a block's weights begin with; blocks that share them have the first one's. */
    String prefix(int block) {
        return "layers." + (shape.shared() ? 0 : block) + ".";
    }

    private void dense(String name, int in, int out) {
        add(name + ".weight", Kind.WEIGHT, in, out);
        add(name + ".bias", Kind.BIAS, 1, out);
    }

    private void norm(String name, int width) {
        add(name + ".gain", Kind.NORM, 1, width);
        add(name + ".bias", Kind.NORM, 1, width);
    }

    private void add(String name, Kind kind, int rows, int columns) {
        EncoderParameter parameter = new EncoderParameter(name, kind, length, rows, columns, columns);
        stored.add(parameter);
        byName.put(name, parameter);
        length += parameter.length();
    }

    private void split(String prefix, String suffix, int hidden) {
        EncoderParameter whole = parameter(prefix + "queryKeyValue" + suffix);
        for (int i = 0; i < PARTS.size(); i++) {
            String name = prefix + PARTS.get(i) + suffix;
            byName.put(name, whole.part(name, i * hidden, hidden));
        }
    }

    public EncoderShape shape() {
        return shape;
    }

    /** How many numbers the vector has. */
    public long length() {
        return length;
    }

    /** The weights as they are stored: one behind the other, without gaps. */
    public List<EncoderParameter> stored() {
        return List.copyOf(stored);
    }

    /** @throws IllegalArgumentException if there is none of that name */
    public EncoderParameter parameter(String name) {
        EncoderParameter parameter = byName.get(name);
        if (parameter == null) {
            throw new IllegalArgumentException(name + ": no such weight, but " + byName.keySet());
        }
        return parameter;
    }
}
