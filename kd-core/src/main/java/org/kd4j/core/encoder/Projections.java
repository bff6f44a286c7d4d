package org.kd4j.core.encoder;

/**
 * Queries, keys and values of attention, or their gradients: a row for each token, with the heads side by side. Queries
 * perhaps of some tokens only.
 *
 * @param queries a row for each token that asks
 * @param keysValues has the keys and the values, each a row for each token
 * @param keys row of the first token's key
 * @param values row of the first token's value
 */
record Projections(NativeFloats queries, NativeFloats keysValues, int keys, int values, int hidden) {

    /** The three parts of a stack. */
    static Projections together(Stack queriesKeysValues, int hidden) {
        return apart(queriesKeysValues.values(), queriesKeysValues, 1, hidden);
    }

    /** @param part of the stack that has the keys; the next has the values */
    static Projections apart(NativeFloats queries, Stack keysValues, int part, int hidden) {
        int keys = keysValues.row(part, 0);
        return new Projections(queries, keysValues.values(), keys, keysValues.row(part + 1, 0), hidden);
    }

    /** Of a head: [group.queries, size]. */
    Matrix query(Attention.Group group, int head, int size) {
        return matrix(queries, group.asking(), head * size);
    }

    /** Of a head: [group.tokens, size]. */
    Matrix key(Attention.Group group, int head, int size) {
        return matrix(keysValues, keys + group.row(), head * size);
    }

    /** Of a head: [group.tokens, size]. */
    Matrix value(Attention.Group group, int head, int size) {
        return matrix(keysValues, values + group.row(), head * size);
    }

    private Matrix matrix(NativeFloats rows, int row, int column) {
        return rows.matrix((long) row * hidden + column, hidden);
    }
}
