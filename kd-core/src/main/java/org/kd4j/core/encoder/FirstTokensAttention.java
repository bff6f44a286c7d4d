package org.kd4j.core.encoder;

/**
 * Attention of which only the first token of each record asks. It has no keys and values: for each head q (x Wk)ᵀ is
 * (q Wkᵀ) xᵀ, and P̃ (x Wv + bv) is (P̃ x) Wv + (Σ P̃) bv, so that the matrices are multiplied by one row a record instead of
 * one a token. What the bias of the keys adds is the same for all tokens, and softmax does not see it.
 */
final class FirstTokensAttention {
    private final Gemm gemm;
    private final DenseLayer key;
    private final DenseLayer value;
    private final int heads;
    private final int hidden;
    private final int size;

    /** @param block one that learns */
    FirstTokensAttention(Gemm gemm, Block block, int heads) {
        this.gemm = gemm;
        this.key = block.key();
        this.value = block.value();
        this.heads = heads;
        this.hidden = value.out;
        this.size = hidden / heads;
    }

    /** From queries to questions, q Wkᵀ / √size, of some first tokens. */
    void ask(KeptFirstTokens keep, int first, int count) {
        for (int head = 0; head < heads; head++) {
            Matrix keys = keys(head).transpose();
            gemm.multiply(
                    count,
                    hidden,
                    size,
                    scale(),
                    part(keep.queries, first, head),
                    keys,
                    0f,
                    ofHead(keep.questions, first, head));
        }
    }

    /**
     * From a record's question to its averages, P̃ x.
     *
     * @param x the block's input
     * @param first which first token the record's is
     * @param between what is done to the probabilities [heads] of each token before rows are averaged by them
     */
    void attend(
            Workspace workspace,
            NativeFloats x,
            Attention.Tokens record,
            KeptFirstTokens keep,
            int first,
            SoftmaxKernel.RowBody between) {
        int tokens = record.count();
        Matrix rows = rows(x, record);
        workspace.scores = Workspace.grown(workspace.scores, (long) tokens * heads);
        Matrix scores = workspace.scores.matrix(0, heads);
        gemm.multiply(
                tokens, heads, hidden, 1f, rows, ofRecord(keep.questions, first).transpose(), 0f, scores);
        workspace.softmax.columns(workspace.scores, tokens, heads, between);
        gemm.multiply(heads, hidden, tokens, 1f, scores.transpose(), rows, 0f, ofRecord(keep.averages, first));
    }

    /** From averages to contexts, of some first tokens. */
    void answer(Workspace workspace, KeptFirstTokens keep, int first, int count) {
        NativeFloats contexts = keep.block.contexts;
        for (int head = 0; head < heads; head++) {
            Matrix averages = ofHead(keep.averages, first, head);
            gemm.multiply(count, size, hidden, 1f, averages, values(head), 0f, part(contexts, first, head));
        }
        float[] row = workspace.chunk(hidden);
        for (int i = first; i < first + count; i++) {
            contexts.get(i * hidden, row, 0, hidden);
            for (int column = 0; column < hidden; column++) {
                row[column] += keep.sums[i * heads + column / size] * value.bias[column];
            }
            contexts.put(i * hidden, row, 0, hidden);
        }
    }

    float scale() {
        return (float) (1 / Math.sqrt(size));
    }

    /** The columns of a head: [hidden, size]. */
    Matrix keys(int head) {
        return key.columns(head * size, (head + 1) * size);
    }

    /** The columns of a head: [hidden, size]. */
    Matrix values(int head) {
        return value.columns(head * size, (head + 1) * size);
    }

    /** A head's part of rows with the heads side by side: [rows, size]. */
    Matrix part(NativeFloats rows, int first, int head) {
        return rows.matrix((long) first * hidden + head * size, hidden);
    }

    /** Of rows [heads, hidden], a head's: [rows, hidden]. */
    Matrix ofHead(NativeFloats rows, int first, int head) {
        return rows.matrix(((long) first * heads + head) * hidden, heads * hidden);
    }

    /** Of rows [heads, hidden] one: [heads, hidden]. */
    Matrix ofRecord(NativeFloats rows, int row) {
        return rows.matrix((long) row * heads * hidden, hidden);
    }

    /** Of all tokens of a record: [tokens, hidden]. */
    Matrix rows(NativeFloats x, Attention.Tokens record) {
        return x.matrix((long) record.row() * hidden, hidden);
    }
}
