package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.List;

/** What the way back needs of the way there. Grows with the largest batch and is used again. */
final class Kept implements AutoCloseable {
    /** Hidden states by number, a row for each token of the batch. */
    final List<NativeFloats> states = new ArrayList<>();

    final List<KeptBlock> blocks = new ArrayList<>();
    /** x̂ of the embeddings' normalisation. */
    NativeFloats embeddingNormal = new NativeFloats(1);

    float[] embeddingFactors = new float[0];
    /** Instead of the last block, where only first tokens are read. */
    final KeptFirstTokens firstTokens = new KeptFirstTokens();
    /** What the projection of the embeddings reads. */
    NativeFloats embedded = new NativeFloats(1);

    Kept(int layers) {
        states.add(new NativeFloats(1));
        for (int i = 0; i < layers; i++) {
            states.add(new NativeFloats(1));
            blocks.add(new KeptBlock());
        }
    }

    /**
     * @param from the first state that there is
     * @param whole the last block that all tokens go through to the end
     */
    void reserve(int rows, long scores, int from, int whole, EncoderShape shape) {
        int width = shape.embeddings().width();
        states.subList(from, states.size()).replaceAll(state -> Workspace.grown(state, (long) rows * shape.hidden()));
        blocks.subList(from, whole).forEach(block -> block.reserve(rows, scores, shape.hidden(), shape.intermediate()));
        if (from > 0) {
            return;
        }
        embeddingNormal = Workspace.grown(embeddingNormal, (long) rows * width);
        if (embeddingFactors.length < rows) {
            embeddingFactors = new float[rows];
        }
        if (shape.embeddings().projected()) {
            embedded = Workspace.grown(embedded, (long) rows * width);
        }
    }

    @Override
    public void close() {
        states.forEach(NativeFloats::close);
        blocks.forEach(KeptBlock::close);
        embeddingNormal.close();
        embedded.close();
        firstTokens.close();
    }
}
