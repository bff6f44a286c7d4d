package org.kd4j.core.encoder;

/**
 * Projections with a row for each token; queries perhaps of some tokens only.
 *
 * @param queries a row for each token that asks
 * @param keysValues a row for each token, twice
 * @param keys row of the first token's key
 * @param values row of the first token's value
 */
record RowProjections(NativeFloats queries, NativeFloats keysValues, int keys, int values, int hidden)
        implements Projections {

    /** The three parts of a stack. */
    static RowProjections together(Stack queriesKeysValues, int hidden) {
        return apart(queriesKeysValues.values(), queriesKeysValues, 1, hidden);
    }

    /** @param part of the stack that has the keys; the next has the values */
    static RowProjections apart(NativeFloats queries, Stack keysValues, int part, int hidden) {
        int keys = keysValues.row(part, 0);
        return new RowProjections(queries, keysValues.values(), keys, keysValues.row(part + 1, 0), hidden);
    }

    @Override
    public Matrix query(Attention.Group group, int head, int size) {
        return matrix(queries, group.asking(), head * size);
    }

    @Override
    public Matrix key(Attention.Group group, int head, int size) {
        return matrix(keysValues, keys + group.row(), head * size);
    }

    @Override
    public Matrix value(Attention.Group group, int head, int size) {
        return matrix(keysValues, values + group.row(), head * size);
    }

    private Matrix matrix(NativeFloats rows, int row, int column) {
        return rows.matrix((long) row * hidden + column, hidden);
    }
}
