package org.kd4j.models.student;

import java.util.Optional;
import java.util.function.IntConsumer;
import org.kd4j.core.batch.BatchTooLarge;
import org.kd4j.core.encoder.EncoderInput;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.onnx.PaddedTexts;

/**
 * Token ids as an encoder takes them, and the way between the states of tokens and one vector a text.
 *
 * @param ids [records, length]
 * @param mask [records, length], 1 for a token and 0 for padding
 */
record EncoderTokens(long[][] ids, long[][] mask) {

    /** Fills rows with padding up to the longest; a row may be empty. */
    static EncoderTokens of(int[][] rows, int paddingId) {
        return of(rows, paddingId, 1);
    }

    /** The same up to the next multiple of a number, which is the length of rows that are all empty. */
    static EncoderTokens of(int[][] rows, int paddingId, int multiple) {
        int length = (PaddedTexts.longest(rows) + multiple - 1) / multiple * multiple;
        PaddedTexts texts = PaddedTexts.of(rows, paddingId, length);
        // Rows may have been filled up before.
        for (int record = 0; record < rows.length; record++) {
            for (int position = 0; position < length; position++) {
                if (texts.ids()[record][position] == paddingId) {
                    texts.mask()[record][position] = 0;
                }
            }
        }
        return new EncoderTokens(texts.ids(), texts.mask());
    }

    int records() {
        return ids.length;
    }

    /** Positions of each record. */
    int length() {
        return ids[0].length;
    }

    EncoderInput input() {
        return new EncoderInput(ids, Optional.of(mask), Optional.empty());
    }

    /**
     * @param states [records, length, width]
     * @return [records, width]; 0 for a text without tokens
     */
    float[] pool(Pooling pooling, float[] states, int width) {
        float[] vectors = new float[records() * width];
        forEachWeight(
                pooling,
                (record, row, weight) ->
                        Vectors.addScaled(weight, states, row * width, vectors, record * width, width));
        return vectors;
    }

    /**
     * The way back of {@link #pool}.
     *
     * @param gradients of the vectors, [records, width]
     * @return of the states, [records, length, width]
     */
    float[] spread(Pooling pooling, float[] gradients, int width) {
        float[] states = new float[records() * ids[0].length * width];
        forEachWeight(
                pooling,
                (record, row, weight) ->
                        Vectors.addScaled(weight, gradients, record * width, states, row * width, width));
        return states;
    }

    /**
     * {@link #pool} as a matrix: what each state counts in each vector, [records, records · length].
     *
     * @throws BatchTooLarge if that has more values than an int counts
     */
    float[] weights(Pooling pooling) {
        requireFits((long) records() * records() * length());
        int columns = records() * length();
        float[] weights = new float[records() * columns];
        forEachWeight(pooling, (record, row, weight) -> weights[record * columns + row] = weight);
        return weights;
    }

    private void requireFits(long values) {
        if (values > Integer.MAX_VALUE) {
            throw new BatchTooLarge(records() + " records of " + length() + " tokens", "matrix of pooling", values);
        }
    }

    /** The ids of all tokens, padding left out. */
    void forEachToken(IntConsumer action) {
        for (int record = 0; record < records(); record++) {
            for (int position = 0; position < length(); position++) {
                if (mask[record][position] != 0) {
                    action.accept((int) ids[record][position]);
                }
            }
        }
    }

    /** What a token's state counts in its text's vector. */
    @FunctionalInterface
    private interface Weighted {
        /** @param row record · length + position */
        void accept(int record, int row, float weight);
    }

    private void forEachWeight(Pooling pooling, Weighted action) {
        int length = ids[0].length;
        for (int record = 0; record < records(); record++) {
            int tokens = 0;
            for (long token : mask[record]) {
                tokens += token == 0 ? 0 : 1;
            }
            int left = pooling == Pooling.CLS ? Math.min(1, tokens) : tokens;
            float weight = left == 0 ? 0f : 1f / left;
            for (int position = 0; left > 0; position++) {
                if (mask[record][position] != 0) {
                    action.accept(record, record * length + position, weight);
                    left--;
                }
            }
        }
    }
}
