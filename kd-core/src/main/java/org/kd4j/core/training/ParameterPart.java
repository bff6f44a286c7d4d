package org.kd4j.core.training;

import java.util.List;

/**
 * A weight of a model: where it lies among the flat parameters, and what it is for.
 *
 * @param name of the weight, such as {@code layer.0.attention.query.weight}; no two parts share one
 * @param offset of its first number among the parameters, ≥ 0
 * @param shape sizes, row-major, each ≥ 1; an embedding table's first is its number of rows
 * @param kind what it is for
 */
public record ParameterPart(String name, int offset, List<Integer> shape, Kind kind) {

    /** What a weight is for; weight decay and sparse steps ask. */
    public enum Kind {
        /** A table of which a record reads some rows. */
        EMBEDDING,
        /** A matrix, or the kernel of a convolution. */
        WEIGHT,
        BIAS,
        /** Gain or bias of a normalisation. */
        NORM
    }

    /** Throws {@link IllegalArgumentException} if a value is outside its range. */
    public ParameterPart {
        shape = List.copyOf(shape);
        if (offset < 0 || shape.isEmpty() || shape.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException(name + ": found offset " + offset + " and shape " + shape
                    + ", expected an offset ≥ 0 and sizes ≥ 1");
        }
    }

    /** How many numbers it has. */
    public int length() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    /** Number of rows of a table. */
    public int rows() {
        return shape.get(0);
    }

    /** How many numbers a row has. */
    public int width() {
        return length() / rows();
    }
}
