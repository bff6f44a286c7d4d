package org.kd4j.core.encoder;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/** OpenBLAS, which comes with ND4J's CPU backend on every platform. */
final class OpenBlasGemm implements Gemm {

    /** Throws {@link LinkageError} where OpenBLAS is not to be had. */
    OpenBlasGemm() {
        Loader.load(openblas_nolapack.class);
    }

    @Override
    public String name() {
        return "OpenBLAS";
    }

    @Override
    public void multiply(
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
            int ldc) {
        cblas_sgemm(CblasRowMajor, order(transposeA), order(transposeB), m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    }

    private static int order(boolean transpose) {
        return transpose ? CblasTrans : CblasNoTrans;
    }

    /** OpenBLAS knows one number of threads for the whole process, so ND4J's products get one thread too. */
    @Override
    public void confineToThread() {
        blas_set_num_threads(1);
    }
}
