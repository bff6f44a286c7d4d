package org.kd4j.core.encoder;

/**
 * The way back through attention. With P̃ the probabilities after dropout, and dC the gradient of the contexts: dV = P̃ᵀ
 * dC, dP̃ = dC Vᵀ, dS = P · (dP - Σ P · dP), dQ = dS K / √size, dK = dSᵀ Q / √size.
 */
final class AttentionBackward {
    private final Gemm gemm;
    private final Attention attention;
    private final int size;
    private final float share;

    /** @param share of dropped probabilities */
    AttentionBackward(Gemm gemm, int hidden, int heads, float share) {
        this.gemm = gemm;
        this.attention = new Attention(gemm, hidden, heads);
        this.size = hidden / heads;
        this.share = share;
    }

    /**
     * What is known of a group.
     *
     * @param inputs queries, keys and values
     * @param probabilities where the group's lie; those that were dropped are negative
     * @param from the first of them
     * @param contexts gradient of the contexts
     * @param firstContext asking row that lies first there
     */
    record Known(Projections inputs, NativeFloats probabilities, int from, NativeFloats contexts, int firstContext) {}

    /** @param deltas gradients of queries, keys and values; the group's are overwritten */
    void attend(TrainingWorkspace workspace, Known known, Projections deltas, Attention.Group group) {
        int length = group.scores();
        workspace.forward.scores = Workspace.grown(workspace.forward.scores, length);
        workspace.slopes = Workspace.grown(workspace.slopes, length);
        float[] probabilities = workspace.chunk(0, length);
        known.probabilities().get(known.from(), probabilities, 0, length);
        float[] mask = workspace.mask(length);
        if (share > 0) {
            unsign(probabilities, mask, workspace.chunk(1, length), length);
            workspace.forward.scores.put(0, workspace.chunk(1, length), 0, length);
        } else {
            workspace.forward.scores.put(0, probabilities, 0, length);
        }
        values(workspace, known, deltas, group);
        scores(workspace, group, probabilities, mask);
        queriesKeys(workspace, known.inputs(), deltas, group);
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
    private void values(TrainingWorkspace workspace, Known known, Projections deltas, Attention.Group group) {
        int tokens = group.tokens();
        int queries = group.queries();
        for (int i = 0; i < group.count(); i++) {
            int head = group.head() + i;
            Matrix dropped = workspace.forward.scores.matrix((long) i * queries, group.columns());
            Matrix contexts = attention.context(known.contexts(), group.asking() - known.firstContext(), head);
            gemm.multiply(tokens, size, queries, 1f, dropped, contexts, 0f, deltas.value(group, head, size));
            Matrix slopes = workspace.slopes.matrix((long) i * queries, group.columns());
            Matrix values = known.inputs().value(group, head, size);
            gemm.multiply(tokens, queries, size, 1f, values, contexts.transpose(), 0f, slopes);
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

    private void queriesKeys(
            TrainingWorkspace workspace, Projections inputs, Projections deltas, Attention.Group group) {
        int tokens = group.tokens();
        int queries = group.queries();
        float scale = (float) (1 / Math.sqrt(size));
        for (int i = 0; i < group.count(); i++) {
            int head = group.head() + i;
            Matrix slopes = workspace.slopes.matrix((long) i * queries, group.columns());
            Matrix query = inputs.query(group, head, size);
            Matrix key = inputs.key(group, head, size);
            gemm.multiply(queries, size, tokens, scale, slopes.transpose(), key, 0f, deltas.query(group, head, size));
            gemm.multiply(tokens, size, queries, scale, slopes, query, 0f, deltas.key(group, head, size));
        }
    }
}
