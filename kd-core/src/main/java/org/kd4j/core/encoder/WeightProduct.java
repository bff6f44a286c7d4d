package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.List;

/**
 * The gradient of a linear layer's matrix over all rows of the batch: G += Xᵀ dY, in tiles that threads share. A tile has
 * one sum over all rows, so that no thread needs a copy of the gradient, and the sums do not depend on their number.
 *
 * @param x [rows, in]
 * @param dy [rows, out]
 * @param gradient [in, stride], of which columns from {@code column} on are the layer's
 */
record WeightProduct(NativeFloats x, NativeFloats dy, NativeFloats gradient, int in, int out, int column, int stride) {
    /** Large enough for full speed of the product, small enough that a block has several for each thread. */
    private static final int TILE = 384;
    /** Rows that a tile adds up at a time: more are further apart than a core's table of memory pages reaches. */
    private static final int ROWS = 512;

    /** @param gradient [in, out] */
    static WeightProduct of(NativeFloats x, NativeFloats dy, NativeFloats gradient, int in, int out) {
        return new WeightProduct(x, dy, gradient, in, out, 0, out);
    }

    /** The columns {@code from} to {@code to} of the matrix, with inputs and outputs of their own. */
    WeightProduct part(int from, int to, NativeFloats partX, NativeFloats partDy) {
        return new WeightProduct(partX, partDy, gradient, in, to - from, column + from, stride);
    }

    /** Part of a product. */
    record Tile(WeightProduct product, int row, int column) {
        void add(Gemm gemm, int rows) {
            int m = Math.min(TILE, product.in - row);
            int n = Math.min(TILE, product.out - column);
            Matrix c = product.gradient.matrix((long) row * product.stride + product.column + column, product.stride);
            for (int from = 0; from < rows; from += ROWS) {
                Matrix a = product.x
                        .matrix((long) from * product.in + row, product.in)
                        .transpose();
                Matrix b = product.dy.matrix((long) from * product.out + column, product.out);
                gemm.multiply(m, n, Math.min(ROWS, rows - from), 1f, a, b, 1f, c);
            }
        }
    }

    static List<Tile> tiles(List<WeightProduct> products) {
        List<Tile> tiles = new ArrayList<>();
        for (WeightProduct product : products) {
            for (int row = 0; row < product.in; row += TILE) {
                for (int column = 0; column < product.out; column += TILE) {
                    tiles.add(new Tile(product, row, column));
                }
            }
        }
        return tiles;
    }
}
