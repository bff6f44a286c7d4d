package org.kd4j.core.encoder;

/** Which row of the table of positions each token gets. */
public sealed interface PositionRule {

    /** The rows of a record's tokens, padding included. */
    int[] rows(long[] ids);

    /** Row 0 for the first token, row 1 for the second (BERT). */
    record FromStart() implements PositionRule {
        @Override
        public int[] rows(long[] ids) {
            int[] rows = new int[ids.length];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = i;
            }
            return rows;
        }
    }

    /**
     * The padding token has the row of its id, others the rows behind it, counted without padding (RoBERTa).
     *
     * @param paddingId id of the padding token, ≥ 0
     */
    record BehindPadding(int paddingId) implements PositionRule {
        @Override
        public int[] rows(long[] ids) {
            int[] rows = new int[ids.length];
            int last = paddingId;
            for (int i = 0; i < rows.length; i++) {
                rows[i] = ids[i] == paddingId ? paddingId : ++last;
            }
            return rows;
        }
    }
}
