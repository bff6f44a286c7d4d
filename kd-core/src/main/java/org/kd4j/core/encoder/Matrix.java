package org.kd4j.core.encoder;

import org.bytedeco.javacpp.FloatPointer;

/**
 * A row-major matrix outside the heap, or a part of one.
 *
 * @param start its first element
 * @param stride distance of two rows as they lie in memory
 * @param transposed whether its transpose is meant
 */
record Matrix(FloatPointer start, int stride, boolean transposed) {
    Matrix transpose() {
        return new Matrix(start, stride, !transposed);
    }
}
