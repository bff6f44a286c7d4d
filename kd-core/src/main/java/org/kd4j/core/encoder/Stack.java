package org.kd4j.core.encoder;

import java.util.List;

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

    /** The products of x and each layer, a part for each, without biases: from the same row of both on. */
    void multiply(List<DenseLayer> layers, int count, NativeFloats x, int row) {
        for (int part = 0; part < layers.size(); part++) {
            layers.get(part).multiply(count, x, row, values, row(part, row), false);
        }
    }

    /** The biases of these layers, to as many rows of each part. */
    void addBiases(Workspace workspace, List<DenseLayer> layers, int row, int count) {
        for (int part = 0; part < layers.size(); part++) {
            int first = row(part, row);
            RowLoop.addBias(workspace, values, first, first + count, layers.get(part).bias);
        }
    }

    @Override
    public void close() {
        values.close();
    }
}
