package org.kd4j.core.encoder;

import java.util.function.Consumer;

/** Self-attention within each record of a unit: for every head, softmax(Q Kᵀ / √size) V. */
final class Attention {
    /** Scores of as many heads at a time as fit into the core's cache. */
    private static final int SCORES = 65_536;

    /**
     * The tokens of a record, and those of them that ask.
     *
     * @param index of the record in its unit
     * @param tokens of the record
     * @param queries how many of its tokens ask
     * @param row of its first token
     * @param asking row of the first token that asks, among those that do
     */
    record Asking(int index, int tokens, int queries, int row, int asking) {
        void forEachGroup(int heads, Consumer<Group> body) {
            int count = (int) Math.max(1, Math.min(heads, SCORES / ((long) tokens * tokens)));
            for (int head = 0; head < heads; head += count) {
                body.accept(new Group(this, head, Math.min(count, heads - head)));
            }
        }
    }

    /**
     * Some heads of a record. Their scores and probabilities lie transposed, [key, head and query], so that softmax has
     * long rows to work on.
     *
     * @param head the first
     * @param count of heads
     */
    record Group(Asking record, int head, int count) {
        int index() {
            return record.index();
        }

        int tokens() {
            return record.tokens();
        }

        int queries() {
            return record.queries();
        }

        int row() {
            return record.row();
        }

        int asking() {
            return record.asking();
        }

        int columns() {
            return count * queries();
        }

        int scores() {
            return tokens() * columns();
        }

        /** Where the group's scores begin among those of the record. */
        int firstScore() {
            return head * tokens() * queries();
        }
    }

    private final Gemm gemm;
    private final int hidden;
    private final int size;

    Attention(Gemm gemm, int hidden, int heads) {
        this.gemm = gemm;
        this.hidden = hidden;
        this.size = hidden / heads;
    }

    /**
     * The records of a unit that have tokens, all of which ask.
     *
     * @param first row of the unit, of queries as of keys
     */
    static void ofAllTokens(Unit unit, int first, Consumer<Asking> body) {
        for (int index = 0; index < unit.records().length; index++) {
            int tokens = unit.tokens(index);
            if (tokens > 0) {
                int row = first + unit.starts()[index];
                body.accept(new Asking(index, tokens, tokens, row, row));
            }
        }
    }

    /**
     * The records of a unit that have tokens, of which the first asks.
     *
     * @param first row of the unit
     * @param asking row of its first query
     */
    static void ofFirstTokens(Unit unit, int first, int asking, Consumer<Asking> body) {
        int asked = asking;
        for (int index = 0; index < unit.records().length; index++) {
            if (unit.tokens(index) > 0) {
                body.accept(new Asking(index, unit.tokens(index), 1, first + unit.starts()[index], asked++));
            }
        }
    }

    /**
     * @param contexts [asking rows, hidden]; the group's are overwritten
     * @param between what is done to the probabilities of each key before values are averaged by them
     */
    void attend(
            Workspace workspace,
            Projections inputs,
            NativeFloats contexts,
            Group group,
            SoftmaxKernel.RowBody between) {
        int tokens = group.tokens();
        int queries = group.queries();
        int columns = group.columns();
        float scale = (float) (1 / Math.sqrt(size));
        workspace.scores = Workspace.grown(workspace.scores, group.scores());
        NativeFloats scores = workspace.scores;
        for (int i = 0; i < group.count(); i++) {
            int head = group.head() + i;
            Matrix part = scores.matrix((long) i * queries, columns);
            Matrix asking = inputs.query(group, head, size);
            gemm.multiply(tokens, queries, size, scale, inputs.key(group, head, size), asking.transpose(), 0f, part);
        }
        workspace.softmax.columns(scores, tokens, columns, between);
        for (int i = 0; i < group.count(); i++) {
            int head = group.head() + i;
            Matrix probabilities = scores.matrix((long) i * queries, columns);
            Matrix context = context(contexts, group.asking(), head);
            gemm.multiply(
                    queries, size, tokens, 1f, probabilities.transpose(), inputs.value(group, head, size), 0f, context);
        }
    }

    /** Contexts of a head from a row on: [queries, size]. */
    Matrix context(NativeFloats contexts, int row, int head) {
        return contexts.matrix((long) row * hidden + (long) head * size, hidden);
    }
}
