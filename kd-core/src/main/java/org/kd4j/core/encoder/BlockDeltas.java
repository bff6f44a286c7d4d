package org.kd4j.core.encoder;

/** Gradients of what a block computes, a row for each token of the batch. */
final class BlockDeltas implements AutoCloseable {
    /** In this order, a matrix of each. */
    Stack queriesKeysValues = Stack.empty();
    /** Of what attention adds. */
    NativeFloats attended = new NativeFloats(1);
    /** Before the activation, slice by slice. */
    Stack inner = Stack.empty();
    /** Of what the feed-forward part adds. */
    NativeFloats fed = new NativeFloats(1);

    void reserve(int rows, EncoderShape shape) {
        int width = FeedForward.width(shape.intermediate());
        queriesKeysValues = queriesKeysValues.grown(3, rows, shape.hidden());
        attended = Workspace.grown(attended, (long) rows * shape.hidden());
        inner = inner.grown(shape.intermediate() / width, rows, width);
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
