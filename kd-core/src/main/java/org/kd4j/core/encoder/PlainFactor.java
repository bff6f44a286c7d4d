package org.kd4j.core.encoder;

/**
 * A matrix as it lies in memory, or a part of one.
 *
 * @param start its first number
 * @param stride distance of two rows
 * @param rows as they lie
 * @param columns as they lie
 * @param transposed whether its transpose is the factor
 */
record PlainFactor(Gemm gemm, NativeFloats memory, int start, int stride, int rows, int columns, boolean transposed)
        implements Factor {

    /** A whole matrix of so many columns. */
    static PlainFactor of(Gemm gemm, NativeFloats memory, int columns) {
        return new PlainFactor(gemm, memory, 0, columns, memory.length() / columns, columns, false);
    }

    /** The matrix of a layer by the layer's name, where it lies in the vector. */
    static PlainFactor of(Gemm gemm, ParameterVector vector, String layer) {
        EncoderParameter matrix = vector.layout().parameter(layer + ".weight");
        return new PlainFactor(gemm, vector.span(matrix), 0, matrix.stride(), matrix.rows(), matrix.columns(), false);
    }

    /** Some of the columns, as they lie. */
    PlainFactor columns(int from, int to) {
        return new PlainFactor(gemm, memory, start + from, stride, rows, to - from, transposed);
    }

    /** Some of the rows, as they lie. */
    PlainFactor rows(int from, int to) {
        return new PlainFactor(gemm, memory, start + from * stride, stride, to - from, columns, transposed);
    }

    PlainFactor transpose() {
        return new PlainFactor(gemm, memory, start, stride, rows, columns, !transposed);
    }

    Matrix matrix() {
        Matrix matrix = memory.matrix(start, stride);
        return transposed ? matrix.transpose() : matrix;
    }

    /** Rows of the factor. */
    int in() {
        return transposed ? columns : rows;
    }

    /** Columns of the factor. */
    int out() {
        return transposed ? rows : columns;
    }

    @Override
    public void multiply(int count, Matrix a, Matrix c, boolean adding) {
        gemm.multiply(count, out(), in(), 1f, a, matrix(), adding ? 1f : 0f, c);
    }

    /** Frees the memory, also that of the rest. */
    @Override
    public void close() {
        memory.close();
    }
}
