package org.kd4j.core.training;

import java.util.List;

/**
 * A weight of a model: where it lies among the flat parameters, and what it is for.
 *
 * @param name of the weight, such as {@code layer.0.attention.query.weight}; no two parts share one
 * @param offset of its first number among the parameters, ≥ 0
 * @param shape sizes, row-major, each ≥ 1; an embedding table's first is its number of rows
 * @param kind what it is for
 * @param apart whether it only reads the model while that learns: its gradient, with that of all such parts, is clipped by
 *     a norm of its own and so has no say in how far the model moves
 */
public record ParameterPart(String name, int offset, List<Integer> shape, Kind kind, boolean apart) {

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

    /** A part of the model itself. */
    public ParameterPart(String name, int offset, List<Integer> shape, Kind kind) {
        this(name, offset, shape, kind, false);
    }

    /** The same as what only reads the model. */
    public ParameterPart readingOnly() {
        return new ParameterPart(name, offset, shape, kind, true);
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
