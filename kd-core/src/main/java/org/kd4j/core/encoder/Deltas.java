package org.kd4j.core.encoder;

/** Gradients of what a block computes, a row for each token of the batch; the next block below uses them again. */
final class Deltas implements AutoCloseable {
    /** Of the hidden state, and of what a half of a block adds to. */
    NativeFloats state = new NativeFloats(1);

    NativeFloats queriesKeysValues = new NativeFloats(1);
    /** Of what attention adds. */
    NativeFloats attended = new NativeFloats(1);
    /** Before the activation. */
    NativeFloats inner = new NativeFloats(1);
    /** Of what the feed-forward part adds. */
    NativeFloats fed = new NativeFloats(1);
    /** Of the embeddings, where they are projected. */
    NativeFloats embedded = new NativeFloats(1);

    void reserve(int rows, EncoderShape shape) {
        state = Workspace.grown(state, (long) rows * shape.hidden());
        queriesKeysValues = Workspace.grown(queriesKeysValues, 3L * rows * shape.hidden());
        attended = Workspace.grown(attended, (long) rows * shape.hidden());
        inner = Workspace.grown(inner, (long) rows * shape.intermediate());
        fed = Workspace.grown(fed, (long) rows * shape.hidden());
        if (shape.embeddings().projected()) {
            embedded =
                    Workspace.grown(embedded, (long) rows * shape.embeddings().width());
        }
    }

    @Override
    public void close() {
        state.close();
        queriesKeysValues.close();
        attended.close();
        inner.close();
        fed.close();
        embedded.close();
    }
}
