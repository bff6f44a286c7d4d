package org.kd4j.core.encoder;

/** Self-attention within each record of a unit: for every head, softmax(Q Kᵀ / √size) V. */
final class Attention {
    /** Scores of as many heads at a time as fit into the core's cache. */
    private static final int SCORES = 65_536;

    private final Gemm gemm;
    private final int hidden;
    private final int heads;

    Attention(Gemm gemm, int hidden, int heads) {
        this.gemm = gemm;
        this.hidden = hidden;
        this.heads = heads;
    }

    /** From queries, keys and values [rows, 3 hidden] to contexts [rows, hidden]. */
    void run(Workspace workspace, Unit unit) {
        for (int record = 0; record < unit.records().length; record++) {
            int tokens = unit.tokens(record);
            if (tokens > 0) {
                int group = (int) Math.max(1, Math.min(heads, SCORES / ((long) tokens * tokens)));
                workspace.scores = Workspace.grown(workspace.scores, (long) group * tokens * tokens);
                for (int head = 0; head < heads; head += group) {
                    attend(workspace, unit.starts()[record], tokens, head, Math.min(group, heads - head));
                }
            }
        }
    }

    /** Scores lie transposed, [key, head and query], so that softmax has long rows to work on. */
    private void attend(Workspace workspace, int row, int tokens, int head, int count) {
        int size = hidden / heads;
        int wide = 3 * hidden;
        int columns = count * tokens;
        float scale = (float) (1 / Math.sqrt(size));
        NativeFloats inputs = workspace.queriesKeysValues;
        NativeFloats scores = workspace.scores;
        for (int i = 0; i < count; i++) {
            long query = (long) row * wide + (head + i) * size;
            Matrix queries = inputs.matrix(query, wide);
            Matrix keys = inputs.matrix(query + hidden, wide);
            Matrix part = scores.matrix((long) i * tokens, columns);
            gemm.multiply(tokens, tokens, size, scale, keys, queries.transpose(), 0f, part);
        }
        float[] values = workspace.chunk(tokens * columns);
        scores.get(0, values, 0, tokens * columns);
        workspace.softmax.columns(values, tokens, columns);
        scores.put(0, values, 0, tokens * columns);
        for (int i = 0; i < count; i++) {
            long column = (long) (head + i) * size;
            Matrix probabilities = scores.matrix((long) i * tokens, columns);
            Matrix part = inputs.matrix((long) row * wide + 2 * hidden + column, wide);
            Matrix context = workspace.contexts.matrix((long) row * hidden + column, hidden);
            gemm.multiply(tokens, size, tokens, 1f, probabilities.transpose(), part, 0f, context);
        }
    }
}
