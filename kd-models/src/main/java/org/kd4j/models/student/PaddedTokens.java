package org.kd4j.models.student;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Rows of token ids, filled up to one length.
 *
 * @param ids [records · length], record by record
 */
record PaddedTokens(int[] ids, int records, int length, int paddingId) {

    /**
     * Fills rows as if up to maxTokens. All windows of padding alone are equal, so that one of them for every width
     * does for all: the length is that of the longest row and the largest width together, or maxTokens if that is less.
     */
    static PaddedTokens of(int[][] rows, KimCnnSettings settings) {
        TextTask task = settings.task();
        int longest = 0;
        for (int[] row : rows) {
            task.check(row);
            longest = Math.max(longest, row.length);
        }
        return of(rows, Math.min(task.maxTokens(), longest + settings.largestWidth()), task.paddingId());
    }

    static PaddedTokens of(int[][] rows, int length, int paddingId) {
        int[] ids = new int[rows.length * length];
        Arrays.fill(ids, paddingId);
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, ids, row * length, rows[row].length);
        }
        return new PaddedTokens(ids, rows.length, length, paddingId);
    }

    /** [records, 1, length], as DL4J's embedding layer takes it. */
    INDArray array() {
        return Nd4j.createFromArray(ids).reshape(records, 1, length);
    }

    boolean isPadding(int at) {
        return ids[at] == paddingId;
    }
}
