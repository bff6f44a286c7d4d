package org.kd4j.core.encoder;

import org.bytedeco.javacpp.FloatPointer;

/** Products of row-major matrices, each call on the thread that makes it. */
interface Gemm {

    /** The library behind it, for reports. */
    String name();

    /**
     * C = alpha · op(A) · op(B) + beta · C, where op is a transpose if asked for.
     *
     * @param m rows of op(A) and C
     * @param n columns of op(B) and C
     * @param k columns of op(A), rows of op(B)
     * @param lda distance of two rows of A as it lies in memory; ldb and ldc the same of B and C
     */
    void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            float alpha,
            FloatPointer a,
            int lda,
            FloatPointer b,
            int ldb,
            float beta,
            FloatPointer c,
            int ldc);

    /** Keeps products that the calling thread asks for on this thread. */
    void confineToThread();
}
