package org.kd4j.core.encoder;

/** A copy of a matrix in the order in which a library multiplies by it fastest. */
interface PackedFactor extends Factor {
    /** Copies the matrix, as it is now. */
    void set(Matrix matrix);
}
