package org.kd4j.core.encoder;

/**
 * A matrix as it lies in memory, or some columns of it.
 *
 * @param stride columns of the whole matrix
 * @param column the first that is meant
 * @param rows of the whole matrix
 * @param columns how many are meant
 * @param transposed whether the transpose of these columns is the factor
 */
record PlainFactor(Gemm gemm, NativeFloats memory, int stride, int column, int rows, int columns, boolean transposed)
        implements Factor {

    /** A whole matrix of so many columns. */
    static PlainFactor of(Gemm gemm, NativeFloats memory, int columns) {
        return new PlainFactor(gemm, memory, columns, 0, memory.length() / columns, columns, false);
    }

    /** Some of the columns as they lie. */
    PlainFactor part(int from, int to) {
        return new PlainFactor(gemm, memory, stride, column + from, rows, to - from, transposed);
    }

    PlainFactor transpose() {
        return new PlainFactor(gemm, memory, stride, column, rows, columns, !transposed);
    }

    Matrix matrix() {
        Matrix matrix = memory.matrix(column, stride);
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

    /** Frees the memory, also that of the other columns. */
    @Override
    public void close() {
        memory.close();
    }
}
