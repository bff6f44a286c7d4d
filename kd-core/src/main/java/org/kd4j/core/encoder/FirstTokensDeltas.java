package org.kd4j.core.encoder;

/** Gradients of what the last block computes of first tokens, a row for each of them. */
final class FirstTokensDeltas implements AutoCloseable {
    final Deltas deltas = new Deltas();
    NativeFloats queries = new NativeFloats(1);
    /** As {@link KeptFirstTokens} has them. */
    NativeFloats questions = new NativeFloats(1);

    NativeFloats averages = new NativeFloats(1);
    /** Of attention's contexts. */
    NativeFloats contexts = new NativeFloats(1);

    void reserve(int rows, EncoderShape shape) {
        deltas.reserve(rows, shape);
        queries = Workspace.grown(queries, (long) rows * shape.hidden());
        questions = Workspace.grown(questions, (long) rows * shape.heads() * shape.hidden());
        averages = Workspace.grown(averages, (long) rows * shape.heads() * shape.hidden());
        contexts = Workspace.grown(contexts, (long) rows * shape.hidden());
    }

    @Override
    public void close() {
        deltas.close();
        queries.close();
        questions.close();
        averages.close();
        contexts.close();
    }
}
