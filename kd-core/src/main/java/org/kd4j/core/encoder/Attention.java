package org.kd4j.core.encoder;

/** Self-attention within each record of a unit: for every head, softmax(Q Kᵀ / √size) V. */
final class Attention {
    /** Scores of as many heads at a time as fit into the core's cache. */
    private static final int SCORES = 65_536;

    /**
     * Some heads of a record. Their scores and probabilities lie transposed, [key, head and query], so that softmax has
     * long rows to work on.
     *
     * @param index of the record in its unit
     * @param tokens of the record
     * @param row of its first token
     * @param head the first
     * @param count of heads
     */
    record Group(int index, int tokens, int row, int head, int count) {
        int columns() {
            return count * tokens;
        }

        int scores() {
            return tokens * columns();
        }
    }

    /** What is done to the probabilities of a group before values are averaged by them. */
    @FunctionalInterface
    interface Between {
        void apply(float[] probabilities, Group group);
    }

    /** What is done with each group. */
    @FunctionalInterface
    interface Body {
        void apply(Group group);
    }

    private final Gemm gemm;
    private final int hidden;
    private final int heads;

    Attention(Gemm gemm, int hidden, int heads) {
        this.gemm = gemm;
        this.hidden = hidden;
        this.heads = heads;
    }

    /**
     * @param inputs queries, keys and values [rows, 3 hidden]
     * @param contexts [rows, hidden], overwritten
     * @param first row of the unit in both
     */
    void run(Workspace workspace, Unit unit, NativeFloats inputs, NativeFloats contexts, int first, Between between) {
        groups(unit, first, heads, group -> attend(workspace, inputs, contexts, group, between));
    }

    static void groups(Unit unit, int first, int heads, Body body) {
        for (int index = 0; index < unit.records().length; index++) {
            int tokens = unit.tokens(index);
            if (tokens > 0) {
                int count = (int) Math.max(1, Math.min(heads, SCORES / ((long) tokens * tokens)));
                for (int head = 0; head < heads; head += count) {
                    int row = first + unit.starts()[index];
                    body.apply(new Group(index, tokens, row, head, Math.min(count, heads - head)));
                }
            }
        }
    }

    private void attend(Workspace workspace, NativeFloats inputs, NativeFloats contexts, Group group, Between between) {
        int tokens = group.tokens();
        int columns = group.columns();
        int size = hidden / heads;
        float scale = (float) (1 / Math.sqrt(size));
        workspace.scores = Workspace.grown(workspace.scores, group.scores());
        NativeFloats scores = workspace.scores;
        for (int i = 0; i < group.count(); i++) {
            Matrix queries = part(inputs, group, i, 0);
            Matrix keys = part(inputs, group, i, 1);
            Matrix part = scores.matrix((long) i * tokens, columns);
            gemm.multiply(tokens, tokens, size, scale, keys, queries.transpose(), 0f, part);
        }
        float[] values = workspace.chunk(group.scores());
        scores.get(0, values, 0, group.scores());
        workspace.softmax.columns(values, tokens, columns);
        between.apply(values, group);
        scores.put(0, values, 0, group.scores());
        for (int i = 0; i < group.count(); i++) {
            Matrix probabilities = scores.matrix((long) i * tokens, columns);
            Matrix context = context(contexts, group, i);
            gemm.multiply(tokens, size, tokens, 1f, probabilities.transpose(), part(inputs, group, i, 2), 0f, context);
        }
    }

    /** Queries (0), keys (1) or values (2) of a head of the group: [tokens, size]. */
    Matrix part(NativeFloats queriesKeysValues, Group group, int i, int which) {
        long column = (long) which * hidden + (long) (group.head() + i) * (hidden / heads);
        return queriesKeysValues.matrix((long) group.row() * 3 * hidden + column, 3 * hidden);
    }

    /** Contexts of a head of the group: [tokens, size]. */
    Matrix context(NativeFloats contexts, Group group, int i) {
        long column = (long) (group.head() + i) * (hidden / heads);
        return contexts.matrix((long) group.row() * hidden + column, hidden);
    }
}
