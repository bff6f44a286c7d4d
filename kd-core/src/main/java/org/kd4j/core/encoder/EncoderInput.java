package org.kd4j.core.encoder;

import java.util.Arrays;
import java.util.Optional;

/**
 * Records of equal length, padded.
 *
 * @param ids token ids [batch, sequence], each below the size of the vocabulary
 * @param mask [batch, sequence], 0 for padding and anything else for a token; empty: no padding
 * @param types [batch, sequence]; empty: type 0
 */
public record EncoderInput(long[][] ids, Optional<long[][]> mask, Optional<long[][]> types) {

    /** Throws {@link IllegalArgumentException} if there is no record, or the sizes differ. */
    public EncoderInput {
        if (ids.length == 0 || ids[0].length == 0) {
            throw new IllegalArgumentException("ids: found nothing, expected one token or more");
        }
        requireSize("ids", ids, ids);
        long[][] tokens = ids;
        mask.ifPresent(values -> requireSize("mask", values, tokens));
        types.ifPresent(values -> requireSize("types", values, tokens));
    }

    private static void requireSize(String what, long[][] found, long[][] ids) {
        int length = ids[0].length;
        if (found.length != ids.length || Arrays.stream(found).anyMatch(row -> row.length != length)) {
            throw new IllegalArgumentException(
                    what + ": found other sizes than the " + ids.length + " x " + length + " of ids");
        }
    }

    /**
     * For whoever computes all positions at once, padding too.
     *
     * @throws org.kd4j.core.batch.BatchTooLarge if a matrix of an encoder of this shape would have more values than an int counts
     */
    public void requireFitsWithPadding(EncoderShape shape) {
        BatchSize.of(new EncoderInput(ids, Optional.empty(), Optional.empty())).requireFits(shape);
    }

    /** Number of records. */
    public int batch() {
        return ids.length;
    }

    /** Positions of each record, padding included. */
    public int length() {
        return ids[0].length;
    }

    /** Whether there is a token, not padding. */
    public boolean isToken(int record, int position) {
        return mask.isEmpty() || mask.get()[record][position] != 0;
    }

    long type(int record, int position) {
        return types.isEmpty() ? 0 : types.get()[record][position];
    }
}
