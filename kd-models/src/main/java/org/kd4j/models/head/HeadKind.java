package org.kd4j.models.head;

/** What stands between a pooled state and the logits. */
public enum HeadKind {
    /** Dropout and a linear layer. */
    LINEAR,
    /** A linear layer of the same width and ReLU, then as LINEAR: DistilBERT's. */
    RELU,
    /** A linear layer of the same width and tanh, then as LINEAR: BERT's pooler, and RoBERTa's head. */
    TANH
}
