package org.kd4j.core.encoder;

import java.util.List;

/** Gradients of one way back, a row for each token of the batch. */
final class Deltas implements AutoCloseable {
    /** Of the hidden state, and of what a half of a block adds to. */
    NativeFloats state = new NativeFloats(1);
    /** Of the embeddings, where they are projected. */
    NativeFloats embedded = new NativeFloats(1);
    /** In turn, as a block's are still read while those of the block below are computed. */
    private final List<BlockDeltas> blocks = List.of(new BlockDeltas(), new BlockDeltas());

    /** Those of a block. */
    BlockDeltas of(int layer) {
        return blocks.get(layer % blocks.size());
    }

    void reserve(int rows, EncoderShape shape) {
        state = Workspace.grown(state, (long) rows * shape.hidden());
        blocks.forEach(block -> block.reserve(rows, shape));
        if (shape.embeddings().projected()) {
            embedded =
                    Workspace.grown(embedded, (long) rows * shape.embeddings().width());
        }
    }

    @Override
    public void close() {
        state.close();
        embedded.close();
        blocks.forEach(BlockDeltas::close);
    }
}
