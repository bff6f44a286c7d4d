package org.kd4j.core.encoder;

import java.util.function.Consumer;

/** Self-attention within each record of a unit: for every head, softmax(Q Kᵀ / √size) V. */
final class Attention {
    /** Scores of as many heads at a time as fit into the core's cache. */
    private static final int SCORES = 65_536;

    /**
     * The tokens of a record.
     *
     * @param index of the record in its unit
     * @param count how many, at least one
     * @param row of the first
     */
    record Tokens(int index, int count, int row) {
        void forEachGroup(int heads, Consumer<Group> body) {
            int together = (int) Math.max(1, Math.min(heads, SCORES / ((long) count * count)));
            for (int head = 0; head < heads; head += together) {
                body.accept(new Group(this, head, Math.min(together, heads - head)));
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
    record Group(Tokens record, int head, int count) {
        int index() {
            return record.index();
        }

        int tokens() {
            return record.count();
        }

        int row() {
            return record.row();
        }

        int columns() {
            return count * tokens();
        }

        int scores() {
            return tokens() * columns();
        }

        /** Where the group's scores begin among those of the record. */
        int firstScore() {
            return head * tokens() * tokens();
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
     * The records of a unit that have tokens.
     *
     * @param first row of the unit
     */
    static void forEachRecord(Unit unit, int first, Consumer<Tokens> body) {
        for (int index = 0; index < unit.records().length; index++) {
            int tokens = unit.tokens(index);
            if (tokens > 0) {
                body.accept(new Tokens(index, tokens, first + unit.starts()[index]));
            }
        }
    }

    /**
     * @param contexts [rows, hidden]; the group's are overwritten
     * @param between what is done to the probabilities of each key before values are averaged by them
     */
    void attend(
            Workspace workspace,
            Projections inputs,
            NativeFloats contexts,
            Group group,
            SoftmaxKernel.RowBody between) {
        int tokens = group.tokens();
        int columns = group.columns();
        float scale = (float) (1 / Math.sqrt(size));
        workspace.scores = Workspace.grown(workspace.scores, group.scores());
        NativeFloats scores = workspace.scores;
        for (int i = 0; i < group.count(); i++) {
            int head = group.head() + i;
            Matrix part = scores.matrix((long) i * tokens, columns);
            Matrix queries = inputs.query(group, head, size).transpose();
            gemm.multiply(tokens, tokens, size, scale, inputs.key(group, head, size), queries, 0f, part);
        }
        workspace.softmax.columns(scores, tokens, columns, between);
        for (int i = 0; i < group.count(); i++) {
            int head = group.head() + i;
            Matrix probabilities = scores.matrix((long) i * tokens, columns).transpose();
            Matrix context = context(contexts, group.row(), head);
            gemm.multiply(tokens, size, tokens, 1f, probabilities, inputs.value(group, head, size), 0f, context);
        }
    }

    /** Contexts of a head from a row on: [tokens, size]. */
    Matrix context(NativeFloats contexts, int row, int head) {
        return contexts.matrix((long) row * hidden + (long) head * size, hidden);
    }
}
