package org.kd4j.core.encoder;

/** What is read of the last hidden state. */
public enum Reading {
    ALL_TOKENS,
    /**
     * The first token of each record alone, as by a head on [CLS]. The last block then costs hardly anything: its other
     * tokens need nothing of their own, not even keys and values. The same numbers but for rounding, sooner.
     */
    FIRST_TOKENS
}
