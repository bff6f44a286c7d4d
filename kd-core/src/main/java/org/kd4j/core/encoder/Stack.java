package org.kd4j.core.encoder;

/**
 * Matrices of as many rows and columns each, one below the other. Products read such narrow ones faster than a wide one, of
 * which each row lies in memory pages of its own.
 *
 * @param values of all of them
 * @param rows of one
 */
record Stack(NativeFloats values, int rows) implements AutoCloseable {

    static Stack empty() {
        return new Stack(new NativeFloats(1), 0);
    }

    /** One with room for so many, in the same memory where that suffices; the old content may be lost. */
    Stack grown(int parts, int count, int width) {
        return new Stack(Workspace.grown(values, (long) parts * count * width), count);
    }

    /** Which row of all is this row of a part. */
    int row(int part, int row) {
        return part * rows + row;
    }

    @Override
    public void close() {
        values.close();
    }
}
