package org.kd4j.core.encoder;

import java.util.Optional;

/**
 * The way back through attention of which only first tokens ask. With A the question q Wkᵀ / √size, Z the averages P̃ x, dC
 * the gradient of the contexts, all of a head, and both ways to the block's input x: dZ = dC Wvᵀ, dP̃ = dZ xᵀ + dC · bv,
 * dA = dS x, dx = P̃ᵀ dZ + dSᵀ A, dq = dA Wk / √size, dWk = dAᵀ q / √size, dWv = Zᵀ dC, dbv = (Σ P̃) dC. The bias of the keys
 * has none.
 */
final class FirstTokensAttentionBackward {
    private final Gemm gemm;
    private final FirstTokensAttention attention;
    private final KeptFirstTokens keep;
    private final FirstTokensDeltas deltas;
    private final float[] valueBias;
    private final float growth;
    private final int heads;
    private final int hidden;
    private final int size;

    /** @param growth of probabilities that were not dropped */
    FirstTokensAttentionBackward(
            Gemm gemm, Block block, int heads, KeptFirstTokens keep, FirstTokensDeltas deltas, float growth) {
        this.gemm = gemm;
        this.attention = new FirstTokensAttention(gemm, block, heads);
        this.keep = keep;
        this.deltas = deltas;
        this.valueBias = block.value().bias;
        this.growth = growth;
        this.heads = heads;
        this.hidden = valueBias.length;
        this.size = hidden / heads;
    }

    /** From contexts to averages, of some first tokens; adds to the gradient of the values' bias. */
    void answer(TrainingWorkspace workspace, int first, int count, float[] biasSums) {
        for (int head = 0; head < heads; head++) {
            Matrix contexts = attention.part(deltas.contexts, first, head);
            Matrix values = attention.values(head).transpose();
            gemm.multiply(
                    count, hidden, size, 1f, contexts, values, 0f, attention.ofHead(deltas.averages, first, head));
        }
        float[] row = workspace.chunk(0, hidden);
        for (int i = first; i < first + count; i++) {
            deltas.contexts.get(i * hidden, row, 0, hidden);
            for (int column = 0; column < hidden; column++) {
                biasSums[column] += keep.sums[i * heads + column / size] * row[column];
            }
        }
    }

    /**
     * Through a record's attention, from averages to its question.
     *
     * @param x the block's input
     * @param first which first token the record's is
     * @param dx gradient of x, of which the record's rows are overwritten; empty where it is not wanted
     */
    void attend(
            TrainingWorkspace workspace,
            NativeFloats x,
            Attention.Tokens record,
            int first,
            Optional<NativeFloats> dx) {
        int tokens = record.count();
        int from = record.row() * heads;
        NativeFloats probabilities = keep.block.probabilities;
        workspace.slopes = Workspace.grown(workspace.slopes, (long) tokens * heads);
        Matrix slopes = workspace.slopes.matrix(0, heads);
        Matrix rows = attention.rows(x, record);
        Matrix averages = attention.ofRecord(deltas.averages, first);
        gemm.multiply(tokens, heads, hidden, 1f, rows, averages.transpose(), 0f, slopes);
        RowLoop.addBias(workspace.forward, workspace.slopes, 0, tokens, ofValueBias(workspace, first));
        workspace.forward.softmax.back(probabilities, from, workspace.slopes, tokens, heads, growth);
        gemm.multiply(
                heads, hidden, tokens, 1f, slopes.transpose(), rows, 0f, attention.ofRecord(deltas.questions, first));
        dx.ifPresent(target -> {
            AttentionBackward.twiceKept(workspace, probabilities, from, tokens, heads);
            Matrix kept = workspace.forward.scores.matrix(0, heads);
            Matrix sums = attention.rows(target, record);
            gemm.multiply(tokens, hidden, heads, growth / 2, kept, averages, 0f, sums);
            gemm.multiply(tokens, hidden, heads, 1f, slopes, attention.ofRecord(keep.questions, first), 1f, sums);
        });
    }

    /** dC · bv of each head. */
    private float[] ofValueBias(TrainingWorkspace workspace, int first) {
        float[] row = workspace.chunk(0, hidden);
        float[] sums = new float[heads];
        deltas.contexts.get(first * hidden, row, 0, hidden);
        for (int column = 0; column < hidden; column++) {
            sums[column / size] += row[column] * valueBias[column];
        }
        return sums;
    }

    /** From questions to queries, of some first tokens. */
    void ask(int first, int count) {
        for (int head = 0; head < heads; head++) {
            Matrix questions = attention.ofHead(deltas.questions, first, head);
            Matrix queries = attention.part(deltas.queries, first, head);
            gemm.multiply(count, size, hidden, attention.scale(), questions, attention.keys(head), 0f, queries);
        }
    }

    /** Adds to the gradients of a head's columns of both matrices, of all first tokens. */
    void addWeights(int head, int count, PlainFactor key, PlainFactor value) {
        int from = head * size;
        Matrix questions = attention.ofHead(deltas.questions, 0, head).transpose();
        Matrix queries = attention.part(keep.queries, 0, head);
        Matrix keys = key.columns(from, from + size).matrix();
        gemm.multiply(hidden, size, count, attention.scale(), questions, queries, 1f, keys);
        Matrix averages = attention.ofHead(keep.averages, 0, head).transpose();
        Matrix contexts = attention.part(deltas.contexts, 0, head);
        Matrix values = value.columns(from, from + size).matrix();
        gemm.multiply(hidden, size, count, 1f, averages, contexts, 1f, values);
    }
}
