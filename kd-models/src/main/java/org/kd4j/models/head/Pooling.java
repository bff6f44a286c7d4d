package org.kd4j.models.head;

/** How the hidden states of a text's tokens become one vector. */
public enum Pooling {
    /** The state of the first token, which is [CLS] where the tokenizer adds special tokens. */
    CLS,
    /** The mean over all tokens but padding. */
    MEAN
}
