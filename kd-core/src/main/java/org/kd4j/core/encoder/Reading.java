package org.kd4j.core.encoder;

/** What is read of the last hidden state. */
public enum Reading {
    ALL_TOKENS,
    /**
     * The first token of each record alone, as by a head on [CLS]. The last block's other tokens then give keys and
     * values only, which is a sixth of its products: the same numbers, sooner.
     */
    FIRST_TOKENS
}
