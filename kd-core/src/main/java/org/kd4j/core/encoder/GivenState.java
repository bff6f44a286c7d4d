package org.kd4j.core.encoder;

/**
 * A hidden state that somebody else computed, or changed, with which a pass begins in place of the embeddings.
 *
 * @param layer its number: 0 for the embeddings, k for the output of block k
 * @param values [batch, sequence, hidden] in row-major order; padding's are not read
 */
public record GivenState(int layer, float[] values) {

    /** Throws {@link IllegalArgumentException} if the number is negative. */
    public GivenState {
        if (layer < 0) {
            throw new IllegalArgumentException("given state: found number " + layer + ", expected 0 or more");
        }
    }

    void requireFits(EncoderInput input, int layers, int hidden) {
        if (layer > layers) {
            throw new IllegalArgumentException(
                    "given state: found number " + layer + ", expected 0 to " + layers + ", the number of blocks");
        }
        long expected = (long) input.batch() * input.length() * hidden;
        Sizes.require("given state " + layer, values.length, expected);
    }

    /** Copies the rows of a unit. */
    void copy(Unit unit, EncoderInput input, NativeFloats to, int first, int hidden) {
        for (int row = 0; row < unit.rows(); row++) {
            int record = unit.records()[unit.owners()[row]];
            int place = record * input.length() + unit.positions()[row];
            to.put((first + row) * hidden, values, place * hidden, hidden);
        }
    }
}
