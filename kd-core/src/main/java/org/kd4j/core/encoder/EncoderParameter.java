package org.kd4j.core.encoder;

/**
 * A weight of an encoder among the numbers of its parameter vector: a matrix, or a vector as a matrix of one row. Element
 * (row, column) is at offset + row · stride + column.
 *
 * @param name such as {@code layers.0.up.weight}
 * @param kind what it is for
 * @param offset of its first number, ≥ 0
 * @param rows ≥ 1; of a linear layer, the width of its input
 * @param columns ≥ 1
 * @param stride distance of two rows, at least the columns; more where the matrix is a part of a wider one
 */
public record EncoderParameter(String name, Kind kind, long offset, int rows, int columns, int stride) {

    /** What a weight is for. */
    public enum Kind {
        /** A table of which a token reads a row. */
        EMBEDDING,
        /** The matrix of a linear layer. */
        WEIGHT,
        /** What a linear layer adds. */
        BIAS,
        /** Gain or bias of a normalisation. */
        NORM
    }

    /** Throws {@link IllegalArgumentException} if a number is outside its range. */
    public EncoderParameter {
        if (offset < 0 || rows < 1 || columns < 1 || stride < columns) {
            throw new IllegalArgumentException(name + ": found " + rows + " x " + columns + " from " + offset
                    + " on with stride " + stride + ", expected positive sizes and a stride that has room for a row");
        }
    }

    /** How many numbers it has. */
    public int length() {
        return Math.multiplyExact(rows, columns);
    }

    /** The columns [from, from + count) as a weight of their own. */
    EncoderParameter part(String part, int from, int count) {
        return new EncoderParameter(part, kind, offset + from, rows, count, stride);
    }
}
