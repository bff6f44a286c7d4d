package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.List;

/**
 * The gradient of a linear layer's matrix over all rows of the batch: G += Xᵀ dY, in tiles that threads share. A tile has
 * one sum over all rows, so that no thread needs a copy of the gradient, and the sums do not depend on their number.
 *
 * @param x of the layer's input
 * @param dy gradient of its output
 * @param gradient [in, out]
 */
record WeightProduct(Operand x, Operand dy, PlainFactor gradient) {
    /** Large enough for full speed of the product, small enough that a block has several for each thread. */
    private static final int TILE = 384;
    /** Rows that a tile adds up at a time: more are further apart than a core's table of memory pages reaches. */
    private static final int ROWS = 512;

    /**
     * Rows that lie one behind the other.
     *
     * @param first of them among all that are there
     * @param width of a row
     */
    record Operand(NativeFloats values, int first, int width) {
        /** From one of them on, and from one of its columns. */
        Matrix from(int row, int column) {
            return values.matrix((long) (first + row) * width + column, width);
        }
    }

    /** Part of a product. */
    record Tile(WeightProduct product, int row, int column) {
        void add(Gemm gemm, int rows) {
            int m = Math.min(TILE, product.x.width() - row);
            int n = Math.min(TILE, product.dy.width() - column);
            Matrix sums = product.gradient
                    .rows(row, row + m)
                    .columns(column, column + n)
                    .matrix();
            for (int from = 0; from < rows; from += ROWS) {
                Matrix x = product.x.from(from, row).transpose();
                Matrix dy = product.dy.from(from, column);
                gemm.multiply(m, n, Math.min(ROWS, rows - from), 1f, x, dy, 1f, sums);
            }
        }
    }

    static List<Tile> tiles(List<WeightProduct> products) {
        List<Tile> tiles = new ArrayList<>();
        for (WeightProduct product : products) {
            for (int row = 0; row < product.x.width(); row += TILE) {
                for (int column = 0; column < product.dy.width(); column += TILE) {
                    tiles.add(new Tile(product, row, column));
                }
            }
        }
        return tiles;
    }
}
