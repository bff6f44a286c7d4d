package org.kd4j.core.encoder;

/**
 * The way back through attention. With P̃ the probabilities after dropout, and dC the gradient of the contexts: dV = P̃ᵀ
 * dC, dP̃ = dC Vᵀ, dS = P · (dP - Σ P · dP), dQ = dS K / √size, dK = dSᵀ Q / √size.
 */
final class AttentionBackward {
    private final Gemm gemm;
    private final Attention attention;
    private final int size;
    private final float growth;

    /** @param growth of probabilities that were not dropped */
    AttentionBackward(Gemm gemm, int hidden, int heads, float growth) {
        this.gemm = gemm;
        this.attention = new Attention(gemm, hidden, heads);
        this.size = hidden / heads;
        this.growth = growth;
    }

    /**
     * What is known of a group.
     *
     * @param inputs queries, keys and values
     * @param probabilities where the group's lie; those that were dropped are negative
     * @param from the first of them
     * @param contexts gradient of the contexts
     * @param firstContext row of the token that lies first there
     */
    record Known(Projections inputs, NativeFloats probabilities, int from, NativeFloats contexts, int firstContext) {}

    /** @param deltas gradients of queries, keys and values; the group's are overwritten */
    void attend(TrainingWorkspace workspace, Known known, Projections deltas, Attention.Group group) {
        workspace.slopes = Workspace.grown(workspace.slopes, group.scores());
        twiceKept(workspace, known.probabilities(), known.from(), group.tokens(), group.columns());
        values(workspace, known, deltas, group);
        workspace.forward.softmax.back(
                known.probabilities(), known.from(), workspace.slopes, group.tokens(), group.columns(), growth);
        queriesKeys(workspace, known.inputs(), deltas, group);
    }

    /** Puts twice the probabilities, and 0 for those that were dropped, into the workspace's scores. */
    static void twiceKept(TrainingWorkspace workspace, NativeFloats probabilities, int from, int rows, int columns) {
        workspace.forward.scores = Workspace.grown(workspace.forward.scores, (long) rows * columns);
        float[] values = workspace.chunk(0, columns);
        for (int row = 0; row < rows; row++) {
            probabilities.get(from + row * columns, values, 0, columns);
            twiceKept(values, columns);
            workspace.forward.scores.put(row * columns, values, 0, columns);
        }
    }

    private static void twiceKept(float[] probabilities, int length) {
        for (int i = 0; i < length; i++) {
            probabilities[i] += Math.abs(probabilities[i]);
        }
    }

    /** Gradients of values, and of the probabilities after dropout. */
    private void values(TrainingWorkspace workspace, Known known, Projections deltas, Attention.Group group) {
        int tokens = group.tokens();
        for (int i = 0; i < group.count(); i++) {
            int head = group.head() + i;
            Matrix kept = workspace.forward.scores.matrix((long) i * tokens, group.columns());
            Matrix contexts = attention.context(known.contexts(), group.row() - known.firstContext(), head);
            gemm.multiply(tokens, size, tokens, growth / 2, kept, contexts, 0f, deltas.value(group, head, size));
            Matrix slopes = workspace.slopes.matrix((long) i * tokens, group.columns());
            Matrix values = known.inputs().value(group, head, size);
            gemm.multiply(tokens, tokens, size, 1f, values, contexts.transpose(), 0f, slopes);
        }
    }

    private void queriesKeys(
            TrainingWorkspace workspace, Projections inputs, Projections deltas, Attention.Group group) {
        int tokens = group.tokens();
        float scale = (float) (1 / Math.sqrt(size));
        for (int i = 0; i < group.count(); i++) {
            int head = group.head() + i;
            Matrix slopes = workspace.slopes.matrix((long) i * tokens, group.columns());
            Matrix query = inputs.query(group, head, size);
            Matrix key = inputs.key(group, head, size);
            gemm.multiply(tokens, size, tokens, scale, slopes.transpose(), key, 0f, deltas.query(group, head, size));
            gemm.multiply(tokens, size, tokens, scale, slopes, query, 0f, deltas.key(group, head, size));
        }
    }
}
