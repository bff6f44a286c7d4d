package org.kd4j.models.onnx;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * How much a value inside a graph differs from the reference's. Unlike logits, such values may be of any size, and errors
 * of rounding grow with the largest of them; so floats count as different beyond 2e-5 of the largest magnitude: more than
 * ten times what rounding does in sums of some hundred products, and a fifth of what refuses a model whose outputs are
 * about 1. At padded positions, where rounding is amplified, it takes 1e-2. Integers and booleans differ if they are not
 * the same.
 *
 * <p>Masks are written as infinity or -3.4e38 in exports and as 1e30 here ({@link Value.Constant}); beyond 1e29, only the
 * sign is compared. What is NaN in the reference is compared with nothing: it matters if it reaches another value.
 *
 * @param largest the largest difference of two elements; NaN where one is, infinite where the numbers of elements differ
 * @param magnitude the largest magnitude of the reference's elements, those beyond 1e29 left out
 * @param counts whether the values are different
 */
record ValueDifference(double largest, double magnitude, boolean counts) {
    private static final double RELATIVE = 2e-5;
    private static final double RELATIVE_AT_PADDING = 1e-2;
    private static final double INFINITE = 1e29;

    /** Smallest magnitude that differences are compared with: below it is nothing but what is left of subtractions. */
    private static final double SMALLEST = 1e-6;

    /**
     * @param found in the reference's order of elements; its shape may be another
     * @param type the value's type in the model
     */
    static ValueDifference between(Output found, Output expected, DataType type, ParityCase one) {
        double magnitude = magnitude(expected.values());
        if (found.values().length != expected.values().length) {
            return new ValueDifference(Double.POSITIVE_INFINITY, magnitude, true);
        }
        boolean[] padding = padding(expected.shape(), one.inputs().get(ParityCheck.MASK));
        double scale = Math.max(SMALLEST, magnitude);
        double largest = 0;
        boolean counts = false;
        for (int i = 0; i < padding.length; i++) {
            double difference = difference(found.values()[i], expected.values()[i]);
            double allowed = !type.isFPType() ? 0.5 : scale * (padding[i] ? RELATIVE_AT_PADDING : RELATIVE);
            if (!(difference <= allowed)) {
                counts = true;
                largest = Math.max(largest, difference);
            }
        }
        return new ValueDifference(largest, magnitude, counts);
    }

    private static double magnitude(float[] values) {
        double magnitude = 0;
        for (float value : values) {
            double size = Math.abs((double) value);
            magnitude = size < INFINITE ? Math.max(magnitude, size) : magnitude;
        }
        return magnitude;
    }

    private static double difference(double found, double expected) {
        boolean bothInfinite = Math.abs(expected) >= INFINITE && Math.abs(found) >= INFINITE && found * expected > 0;
        return bothInfinite || Double.isNaN(expected) ? 0 : Math.abs(found - expected);
    }

    /** Of each element, whether it belongs to a masked position: of an axis as long as the mask, behind the batch. */
    private static boolean[] padding(long[] shape, long[][] mask) {
        boolean[] padding = new boolean[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        if (mask == null || shape.length < 2 || shape[0] != mask.length) {
            return padding;
        }
        for (int axis = 1; axis < shape.length; axis++) {
            if (shape[axis] == mask[0].length) {
                int below = (int) Arrays.stream(shape).skip(axis + 1L).reduce(1, Math::multiplyExact);
                int row = padding.length / mask.length;
                for (int i = 0; i < padding.length; i++) {
                    padding[i] |= mask[i / row][i / below % mask[0].length] == 0;
                }
            }
        }
        return padding;
    }
}
