package org.kd4j.core.encoder;

/** What the way back through the last block needs where only first tokens go through all of it. */
final class KeptFirstTokens implements AutoCloseable {
    /** A row for each first token, as of everything but probabilities: the block's input. */
    NativeFloats inputs = new NativeFloats(1);

    NativeFloats queries = new NativeFloats(1);
    /** q Wkᵀ / √size of each head, [firsts, heads, hidden], see {@link FirstTokensAttention}. */
    NativeFloats questions = new NativeFloats(1);
    /** Of the block's input by attention's probabilities, [firsts, heads, hidden]. */
    NativeFloats averages = new NativeFloats(1);
    /** Of these probabilities, [firsts, heads]; 1 without dropout. */
    float[] sums = new float[0];
    /** Its queries, keys and values are not used. Probabilities are [rows, heads], those that were dropped negative. */
    final KeptBlock block = new KeptBlock();

    void reserve(int rows, int firsts, EncoderShape shape) {
        int hidden = shape.hidden();
        int heads = shape.heads();
        inputs = Workspace.grown(inputs, (long) firsts * hidden);
        queries = Workspace.grown(queries, (long) firsts * hidden);
        questions = Workspace.grown(questions, (long) firsts * heads * hidden);
        averages = Workspace.grown(averages, (long) firsts * heads * hidden);
        if (sums.length < firsts * heads) {
            sums = new float[firsts * heads];
        }
        block.reserve(firsts, (long) rows * heads, hidden, shape.intermediate());
    }

    @Override
    public void close() {
        inputs.close();
        queries.close();
        questions.close();
        averages.close();
        block.close();
    }
}
