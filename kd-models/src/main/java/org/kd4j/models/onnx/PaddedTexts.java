package org.kd4j.models.onnx;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Texts as exported models take them: token ids that are filled up to one length.
 *
 * @param ids [texts, length]
 * @param mask [texts, length], 1 for a token and 0 behind the last one
 */
public record PaddedTexts(long[][] ids, long[][] mask) {
    public static final String IDS = "input_ids";
    public static final String MASK = "attention_mask";
    public static final String TYPES = "token_type_ids";

    /**
     * @param rows token ids of each text, none longer than the length; may be empty
     * @param paddingId the id that fills up
     * @param length ≥ 1
     */
    public static PaddedTexts of(int[][] rows, int paddingId, int length) {
        long[][] ids = new long[rows.length][length];
        long[][] mask = new long[rows.length][length];
        for (int row = 0; row < rows.length; row++) {
            for (int position = 0; position < length; position++) {
                boolean token = position < rows[row].length;
                ids[row][position] = token ? rows[row][position] : paddingId;
                mask[row][position] = token ? 1 : 0;
            }
        }
        return new PaddedTexts(ids, mask);
    }

    /** Tokens of the longest text, but at least 1: texts without any still have one position, all of it padding. */
    public static int longest(int[][] rows) {
        int longest = 1;
        for (int[] row : rows) {
            longest = Math.max(longest, row.length);
        }
        return longest;
    }

    /** Ids, mask and types, all 0, where a model has an input of that name. */
    public Map<String, long[][]> inputs(Collection<String> names) {
        Map<String, long[][]> inputs =
                new HashMap<>(Map.of(IDS, ids, MASK, mask, TYPES, new long[ids.length][ids[0].length]));
        inputs.keySet().retainAll(names);
        return inputs;
    }
}
