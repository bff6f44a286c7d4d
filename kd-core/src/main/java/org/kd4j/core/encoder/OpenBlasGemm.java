package org.kd4j.core.encoder;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.util.Optional;
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
    public void multiply(int m, int n, int k, float alpha, Matrix a, Matrix b, float beta, Matrix c) {
        cblas_sgemm(
                CblasRowMajor,
                order(a),
                order(b),
                m,
                n,
                k,
                alpha,
                a.start(),
                a.stride(),
                b.start(),
                b.stride(),
                beta,
                c.start(),
                c.stride());
    }

    private static int order(Matrix matrix) {
        return matrix.transposed() ? CblasTrans : CblasNoTrans;
    }

    @Override
    public Optional<PackedFactor> packed(int k, int n) {
        return Optional.empty();
    }

    /** OpenBLAS knows one number of threads for the whole process, so ND4J's products get one thread too. */
    @Override
    public void confineToThread() {
        blas_set_num_threads(1);
    }

    @Override
    public void leaveThread() {}
}
