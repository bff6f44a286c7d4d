package org.kd4j.core.encoder;

/** Gradients of what a block computes, a row for each token of the batch. */
final class BlockDeltas implements AutoCloseable {
    NativeFloats queriesKeysValues = new NativeFloats(1);
    /** Of what attention adds. */
    NativeFloats attended = new NativeFloats(1);
    /** Before the activation. */
    NativeFloats inner = new NativeFloats(1);
    /** Of what the feed-forward part adds. */
    NativeFloats fed = new NativeFloats(1);

    void reserve(int rows, EncoderShape shape) {
        queriesKeysValues = Workspace.grown(queriesKeysValues, 3L * rows * shape.hidden());
        attended = Workspace.grown(attended, (long) rows * shape.hidden());
        inner = Workspace.grown(inner, (long) rows * shape.intermediate());
        fed = Workspace.grown(fed, (long) rows * shape.hidden());
    }

    @Override
    public void close() {
        queriesKeysValues.close();
        attended.close();
        inner.close();
        fed.close();
    }
}
