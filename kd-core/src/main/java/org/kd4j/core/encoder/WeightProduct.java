package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.List;

/**
 * The gradient of a linear layer's matrix over all rows of the batch: G += Xᵀ dY, in tiles that threads share. A tile has
 * one sum over all rows, so that no thread needs a copy of the gradient, and the sums do not depend on their number.
 *
 * @param x [rows, in]
 * @param dy [rows, out]
 * @param gradient [in, out]
 */
record WeightProduct(NativeFloats x, NativeFloats dy, NativeFloats gradient, int in, int out) {
    /** Large enough for full speed of the product, small enough that a block has several for each thread. */
    private static final int TILE = 384;

    /** Part of a product. */
    record Tile(WeightProduct product, int row, int column) {
        void add(Gemm gemm, int rows) {
            int m = Math.min(TILE, product.in - row);
            int n = Math.min(TILE, product.out - column);
            Matrix a = product.x.matrix(row, product.in).transpose();
            Matrix b = product.dy.matrix(column, product.out);
            Matrix c = product.gradient.matrix((long) row * product.out + column, product.out);
            gemm.multiply(m, n, rows, 1f, a, b, 1f, c);
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
