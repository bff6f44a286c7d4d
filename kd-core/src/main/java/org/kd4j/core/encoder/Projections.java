package org.kd4j.core.encoder;

/**
 * Queries, keys and values of attention, or their gradients: side by side in one matrix, or queries, of some tokens only,
 * in a matrix of their own.
 *
 * @param queries a row for each token that asks
 * @param queryStride numbers of such a row
 * @param keysValues a row for each token
 * @param stride numbers of such a row
 * @param column where its keys begin; its values follow
 */
record Projections(NativeFloats queries, int queryStride, NativeFloats keysValues, int stride, int column, int hidden) {

    /** [rows, 3 hidden]. */
    static Projections together(NativeFloats queriesKeysValues, int hidden) {
        return new Projections(queriesKeysValues, 3 * hidden, queriesKeysValues, 3 * hidden, hidden, hidden);
    }

    /** [asking rows, hidden] and [rows, 2 hidden]. */
    static Projections apart(NativeFloats queries, NativeFloats keysValues, int hidden) {
        return new Projections(queries, hidden, keysValues, 2 * hidden, 0, hidden);
    }

    /** Of a head: [group.queries, size]. */
    Matrix query(Attention.Group group, int head, int size) {
        return queries.matrix((long) group.asking() * queryStride + (long) head * size, queryStride);
    }

    /** Of a head: [group.tokens, size]. */
    Matrix key(Attention.Group group, int head, int size) {
        return keysValues.matrix((long) group.row() * stride + column + (long) head * size, stride);
    }

    /** Of a head: [group.tokens, size]. */
    Matrix value(Attention.Group group, int head, int size) {
        return keysValues.matrix((long) group.row() * stride + column + hidden + (long) head * size, stride);
    }
}
