package org.kd4j.models.student;

/**
 * Embeddings of the tokens of a batch, and their gradient.
 *
 * @param values [records · length · dimension], padding zero
 * @param gradients of the same shape, from zero
 */
record EmbeddedTokens(PaddedTokens tokens, int dimension, float[] values, float[] gradients) {

    static EmbeddedTokens of(PaddedTokens tokens, int dimension, float[] values) {
        return new EmbeddedTokens(tokens, dimension, values, new float[values.length]);
    }

    /** Position of a record's first token. */
    int row(int record) {
        return record * tokens.length();
    }

    /**
     * Adds the gradients of all tokens but padding to those of the embedding table, [dimension][vocabulary].
     *
     * @param at where the table starts in the flat gradient
     */
    void addTo(float[] flatGradient, int at, int vocabulary) {
        int[] ids = tokens.ids();
        // Dimension by dimension: one of the table's rows fits into the cache, and all tokens are in that row.
        for (int i = 0; i < dimension; i++) {
            int row = at + i * vocabulary;
            for (int token = 0; token < ids.length; token++) {
                if (!tokens.isPadding(token)) {
                    flatGradient[row + ids[token]] += gradients[token * dimension + i];
                }
            }
        }
    }
}
