package org.kd4j.core.encoder;

/** What the way back through the last block needs where only first tokens go through all of it. */
final class KeptFirstTokens implements AutoCloseable {
    /** Of all tokens, a matrix of each. */
    Stack keysValues = Stack.empty();
    /** A row for each first token, as everything below: the block's input. */
    NativeFloats inputs = new NativeFloats(1);

    NativeFloats queries = new NativeFloats(1);
    /** Its queries, keys and values are not used. */
    final KeptBlock block = new KeptBlock();

    void reserve(int rows, int firsts, long scores, EncoderShape shape) {
        int hidden = shape.hidden();
        keysValues = keysValues.grown(2, rows, hidden);
        inputs = Workspace.grown(inputs, (long) firsts * hidden);
        queries = Workspace.grown(queries, (long) firsts * hidden);
        block.reserve(firsts, scores, hidden, shape.intermediate());
    }

    Projections projections(int hidden) {
        return Projections.apart(queries, keysValues, 0, hidden);
    }

    @Override
    public void close() {
        keysValues.close();
        inputs.close();
        queries.close();
        block.close();
    }
}
