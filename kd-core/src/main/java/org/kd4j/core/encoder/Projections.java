package org.kd4j.core.encoder;

/**
 * Queries, keys and values of attention, or their gradients: a row for each token, with the heads side by side.
 *
 * @param parts in this order
 */
record Projections(Stack parts, int hidden) {

    /** Of a head: [group.tokens, size]. */
    Matrix query(Attention.Group group, int head, int size) {
        return matrix(0, group.row(), head * size);
    }

    /** Of a head: [group.tokens, size]. */
    Matrix key(Attention.Group group, int head, int size) {
        return matrix(1, group.row(), head * size);
    }

    /** Of a head: [group.tokens, size]. */
    Matrix value(Attention.Group group, int head, int size) {
        return matrix(2, group.row(), head * size);
    }

    private Matrix matrix(int part, int row, int column) {
        return parts.values().matrix((long) parts.row(part, row) * hidden + column, hidden);
    }
}
