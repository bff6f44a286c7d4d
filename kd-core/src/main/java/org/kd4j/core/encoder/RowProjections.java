package org.kd4j.core.encoder;

/**
 * Projections with a row for each token: side by side in one matrix, or queries, of some tokens only, in a matrix of their
 * own.
 *
 * @param queries a row for each token that asks
 * @param queryStride numbers of such a row
 * @param keysValues a row for each token
 * @param stride numbers of such a row
 * @param column where its keys begin; its values follow
 */
record RowProjections(
        NativeFloats queries, int queryStride, NativeFloats keysValues, int stride, int column, int hidden)
        implements Projections {

    /** [rows, 3 hidden]. */
    static RowProjections together(NativeFloats queriesKeysValues, int hidden) {
        return new RowProjections(queriesKeysValues, 3 * hidden, queriesKeysValues, 3 * hidden, hidden, hidden);
    }

    /** [asking rows, hidden] and [rows, 2 hidden]. */
    static RowProjections apart(NativeFloats queries, NativeFloats keysValues, int hidden) {
        return new RowProjections(queries, hidden, keysValues, 2 * hidden, 0, hidden);
    }

    @Override
    public Matrix query(Attention.Group group, int head, int size) {
        return queries.matrix((long) group.asking() * queryStride + (long) head * size, queryStride);
    }

    @Override
    public Matrix key(Attention.Group group, int head, int size) {
        return keysValues.matrix((long) group.row() * stride + column + (long) head * size, stride);
    }

    @Override
    public Matrix value(Attention.Group group, int head, int size) {
        return keysValues.matrix((long) group.row() * stride + column + hidden + (long) head * size, stride);
    }
}
