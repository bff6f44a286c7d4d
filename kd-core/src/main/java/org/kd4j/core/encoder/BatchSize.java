package org.kd4j.core.encoder;

import org.kd4j.core.batch.BatchTooLarge;

/**
 * How large a batch is. Places in the matrices of a batch that trains are ints.
 *
 * @param records how many
 * @param padded tokens, padding included
 * @param tokens without padding
 * @param squares sum of the squares of the records' tokens
 */
record BatchSize(int records, long padded, long tokens, long squares) {

    static BatchSize of(EncoderInput input) {
        long tokens = 0;
        long squares = 0;
        for (int record = 0; record < input.batch(); record++) {
            long own = 0;
            for (int position = 0; position < input.length(); position++) {
                own += input.isToken(record, position) ? 1 : 0;
            }
            tokens += own;
            squares += own * own;
        }
        return new BatchSize(input.batch(), (long) input.batch() * input.length(), tokens, squares);
    }

    /** Throws {@link BatchTooLarge} if a matrix of the batch has more values than an int counts. */
    void requireFits(EncoderShape shape) {
        requireFits("hidden states", padded * shape.hidden());
        requireFits("embeddings", tokens * shape.embeddings().width());
        requireFits("queries, keys and values", tokens * 3 * shape.hidden());
        requireFits("feed-forward part", tokens * shape.intermediate());
        requireFits("attention probabilities", squares * shape.heads());
        requireFits("questions of first tokens", (long) records * shape.heads() * shape.hidden());
    }

    private void requireFits(String what, long values) {
        if (values > Integer.MAX_VALUE) {
            throw new BatchTooLarge(records + " records with " + tokens + " tokens", what, values);
        }
    }
}
