package org.kd4j.core.encoder;

/**
 * The way back from the last state to the last block's attention for first tokens only: the same numbers as for all
 * tokens, without the products by rows of 0, which are most of a block's.
 */
final class FirstTokensBackward implements AutoCloseable {
    final KeptBlock keep = new KeptBlock();
    final Deltas deltas = new Deltas();
    final VectorSums sums = new VectorSums();
    /** Gradient of attention's contexts. */
    private NativeFloats contexts = new NativeFloats(1);

    /**
     * @param all the way back of the whole batch
     * @param entering gradient of the last state
     */
    void run(
            TrainingWorkspace workspace,
            TrainingBackward all,
            EncoderInput input,
            FirstTokens firsts,
            int layer,
            float[] entering,
            EncoderShape shape) {
        int rows = firsts.rows().length;
        int hidden = shape.hidden();
        keep.reserve(rows, 1, hidden, shape.intermediate());
        deltas.reserve(rows, shape);
        contexts = Workspace.grown(contexts, (long) rows * hidden);
        KeptBlock whole = all.kept().blocks.get(layer - 1);
        firsts.gather(whole.outputNormal, keep.outputNormal, hidden);
        firsts.gather(whole.outputFactors, keep.outputFactors);
        firsts.gather(whole.slopes, keep.slopes, shape.intermediate());
        firsts.gather(whole.inner, keep.inner, shape.intermediate());
        firsts.gather(whole.middle, keep.middle, hidden);
        firsts.gather(whole.attentionNormal, keep.attentionNormal, hidden);
        firsts.gather(whole.attentionFactors, keep.attentionFactors);
        firsts.gather(whole.contexts, keep.contexts, hidden);
        TrainingBackward some = new TrainingBackward(all.gemm(), all.network(), all.masks(), all.kept(), deltas);
        some.enter(workspace, input, firsts.shard(), entering, false);
        some.towardsAttention(workspace, firsts.shard(), layer, keep, sums, contexts, 0);
    }

    /** Gives a shard of the whole batch what its attention's way back begins with. */
    void scatter(TrainingWorkspace workspace, FirstTokens firsts, Shard shard, Deltas whole, int hidden) {
        workspace.contexts = Workspace.grown(workspace.contexts, (long) shard.rows() * hidden);
        firsts.scatter(contexts, shard, workspace.contexts, 0, hidden);
        firsts.scatter(deltas.state, shard, whole.state, shard.first(), hidden);
    }

    @Override
    public void close() {
        keep.close();
        deltas.close();
        contexts.close();
    }
}
