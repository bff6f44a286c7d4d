package org.kd4j.core.encoder;

/**
 * The way back through attention. With P̃ the probabilities after dropout, and dC the gradient of the contexts: dV = P̃ᵀ
 * dC, dP̃ = dC Vᵀ, dS = P · (dP - Σ P · dP), dQ = dS K / √size, dK = dSᵀ Q / √size.
 */
final class AttentionBackward {
    private final Gemm gemm;
    private final Attention attention;
    private final int heads;
    private final int size;
    private final float share;

    /** @param share of dropped probabilities */
    AttentionBackward(Gemm gemm, int hidden, int heads, float share) {
        this.gemm = gemm;
        this.attention = new Attention(gemm, hidden, heads);
        this.heads = heads;
        this.size = hidden / heads;
        this.share = share;
    }

    /**
     * From the workspace's gradient of the contexts [rows of the shard, hidden].
     *
     * @param deltas gradient of queries, keys and values of the whole batch; the shard's rows are overwritten
     */
    void run(TrainingWorkspace workspace, Shard shard, KeptBlock keep, NativeFloats deltas) {
        Attention.groups(shard.unit(), shard.first(), heads, group -> {
            int length = group.scores();
            workspace.forward.scores = Workspace.grown(workspace.forward.scores, length);
            workspace.slopes = Workspace.grown(workspace.slopes, length);
            float[] probabilities = workspace.chunk(0, length);
            keep.probabilities.get(shard.scores(group, heads), probabilities, 0, length);
            float[] mask = workspace.mask(length);
            if (share > 0) {
                unsign(probabilities, mask, workspace.chunk(1, length), length);
                workspace.forward.scores.put(0, workspace.chunk(1, length), 0, length);
            } else {
                workspace.forward.scores.put(0, probabilities, 0, length);
            }
            values(workspace, shard, keep, deltas, group);
            scores(workspace, group, probabilities, mask);
            queriesKeys(workspace, keep, deltas, group);
        });
    }

    /** Signs say what was dropped; 1 / (1 - share) goes into the mask. */
    private void unsign(float[] probabilities, float[] mask, float[] dropped, int length) {
        float growth = 1f / (1f - share);
        for (int i = 0; i < length; i++) {
            float p = probabilities[i];
            dropped[i] = Math.max(p, 0f) * growth;
            probabilities[i] = Math.abs(p);
            // A quotient of 1 or 0, as conditions do not become vector instructions; a probability may be 0.
            mask[i] = Math.max(p, 0f) / Math.max(Math.abs(p), Float.MIN_NORMAL) * growth;
        }
    }

    /** Gradients of values, and of the probabilities after dropout. */
    private void values(
            TrainingWorkspace workspace, Shard shard, KeptBlock keep, NativeFloats deltas, Attention.Group group) {
        int tokens = group.tokens();
        Attention.Group local =
                new Attention.Group(group.index(), tokens, group.row() - shard.first(), group.head(), group.count());
        for (int i = 0; i < group.count(); i++) {
            Matrix dropped = workspace.forward.scores.matrix((long) i * tokens, group.columns());
            Matrix contexts = attention.context(workspace.contexts, local, i);
            gemm.multiply(tokens, size, tokens, 1f, dropped, contexts, 0f, attention.part(deltas, group, i, 2));
            Matrix slopes = workspace.slopes.matrix((long) i * tokens, group.columns());
            Matrix values = attention.part(keep.queriesKeysValues, group, i, 2);
            gemm.multiply(tokens, tokens, size, 1f, values, contexts.transpose(), 0f, slopes);
        }
    }

    private void scores(TrainingWorkspace workspace, Attention.Group group, float[] probabilities, float[] mask) {
        int length = group.scores();
        float[] slopes = workspace.chunk(1, length);
        workspace.slopes.get(0, slopes, 0, length);
        if (share > 0) {
            for (int i = 0; i < length; i++) {
                slopes[i] *= mask[i];
            }
        }
        workspace.forward.softmax.back(probabilities, slopes, group.tokens(), group.columns());
        workspace.slopes.put(0, slopes, 0, length);
    }

    private void queriesKeys(TrainingWorkspace workspace, KeptBlock keep, NativeFloats deltas, Attention.Group group) {
        int tokens = group.tokens();
        float scale = (float) (1 / Math.sqrt(size));
        for (int i = 0; i < group.count(); i++) {
            Matrix slopes = workspace.slopes.matrix((long) i * tokens, group.columns());
            Matrix queries = attention.part(keep.queriesKeysValues, group, i, 0);
            Matrix keys = attention.part(keep.queriesKeysValues, group, i, 1);
            gemm.multiply(
                    tokens, size, tokens, scale, slopes.transpose(), keys, 0f, attention.part(deltas, group, i, 0));
            gemm.multiply(tokens, size, tokens, scale, slopes, queries, 0f, attention.part(deltas, group, i, 1));
        }
    }
}
