package org.kd4j.core.encoder;

import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * What stands before the first block: a token's word, position and type are looked up, added and normalised.
 *
 * @param words [vocabulary, width]
 * @param positions [positions, width]; empty where the model has none
 * @param rule which row of the positions a token gets
 * @param types [types, width]; empty where the model has none. A caller that names no types means type 0.
 * @param norm over width
 * @param projection [width, hidden], behind the normalisation; empty where width is hidden
 */
public record EmbeddingWeights(
        FloatBuffer words,
        Optional<FloatBuffer> positions,
        PositionRule rule,
        Optional<FloatBuffer> types,
        Norm norm,
        Optional<Dense> projection) {

    /** Throws {@link IllegalArgumentException} if a table does not consist of rows of the width. */
    public EmbeddingWeights {
        requireRows("words", words, norm.width());
        positions.ifPresent(table -> requireRows("positions", table, norm.width()));
        types.ifPresent(table -> requireRows("types", table, norm.width()));
        projection.ifPresent(layer -> Sizes.require("input of the projection", layer.in(), norm.width()));
    }

    private static void requireRows(String what, FloatBuffer table, int width) {
        if (!table.hasRemaining() || table.remaining() % width != 0) {
            throw new IllegalArgumentException(
                    what + ": found " + table.remaining() + " values, expected rows of " + width);
        }
    }

    int width() {
        return norm.width();
    }

    int hidden() {
        return projection.map(Dense::out).orElse(norm.width());
    }
}
