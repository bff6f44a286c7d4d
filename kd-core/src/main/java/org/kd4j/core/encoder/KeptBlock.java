package org.kd4j.core.encoder;

/** What the way back through a block needs of the way there; all matrices have a row for each token of the batch. */
final class KeptBlock implements AutoCloseable {
    /** In this order, a matrix of each. */
    Stack queriesKeysValues = Stack.empty();
    /** Of each record, head by head; those that were dropped are negative. */
    NativeFloats probabilities = new NativeFloats(1);

    NativeFloats contexts = new NativeFloats(1);
    /** x̂ of attention's normalisation. */
    NativeFloats attentionNormal = new NativeFloats(1);

    float[] attentionFactors = new float[0];
    /** The state between both halves. */
    NativeFloats middle = new NativeFloats(1);
    /** Derivatives of the activation, slice by slice. */
    Stack slopes = Stack.empty();
    /** Inside of the feed-forward part, slice by slice. */
    Stack inner = Stack.empty();
    /** x̂ of the last normalisation. */
    NativeFloats outputNormal = new NativeFloats(1);

    float[] outputFactors = new float[0];

    void reserve(int rows, long scores, int hidden, int intermediate) {
        queriesKeysValues = queriesKeysValues.grown(3, rows, hidden);
        probabilities = Workspace.grown(probabilities, scores);
        contexts = Workspace.grown(contexts, (long) rows * hidden);
        attentionNormal = Workspace.grown(attentionNormal, (long) rows * hidden);
        middle = Workspace.grown(middle, (long) rows * hidden);
        int width = FeedForward.width(intermediate);
        slopes = slopes.grown(intermediate / width, rows, width);
        inner = inner.grown(intermediate / width, rows, width);
        outputNormal = Workspace.grown(outputNormal, (long) rows * hidden);
        if (attentionFactors.length < rows) {
            attentionFactors = new float[rows];
            outputFactors = new float[rows];
        }
    }

    @Override
    public void close() {
        queriesKeysValues.close();
        probabilities.close();
        contexts.close();
        attentionNormal.close();
        middle.close();
        slopes.close();
        inner.close();
        outputNormal.close();
    }
}
