package org.kd4j.core.encoder;

/** Queries, keys and values of attention, or their gradients. */
interface Projections {

    /** Of a head: [group.queries, size]. */
    Matrix query(Attention.Group group, int head, int size);

    /** Of a head: [group.tokens, size]. */
    Matrix key(Attention.Group group, int head, int size);

    /** Of a head: [group.tokens, size]. */
    Matrix value(Attention.Group group, int head, int size);
}
