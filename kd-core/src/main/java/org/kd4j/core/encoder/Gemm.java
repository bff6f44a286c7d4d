package org.kd4j.core.encoder;

import java.util.Optional;

/** Products of matrices, each call on the thread that makes it. */
interface Gemm {

    /** The library behind it, for reports. */
    String name();

    /**
     * C = alpha · A · B + beta · C.
     *
     * @param m rows of A and C
     * @param n columns of B and C
     * @param k columns of A, rows of B
     * @param c not transposed
     */
    void multiply(int m, int n, int k, float alpha, Matrix a, Matrix b, float beta, Matrix c);

    /**
     * Room for the second factor [k, n] of many products, in an order of the library's own in which it multiplies faster
     * than from a matrix as it lies; empty if it has none. To be called by a thread that is confined to itself.
     */
    Optional<PackedFactor> packed(int k, int n);

    /** Keeps products that the calling thread asks for on this thread. */
    void confineToThread();

    /** Frees what the products of the calling thread have left for later ones; to be called before it ends. */
    void leaveThread();
}
