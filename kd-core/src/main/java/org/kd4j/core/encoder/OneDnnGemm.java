package org.kd4j.core.encoder;

import static org.bytedeco.dnnl.global.dnnl.dnnl_sgemm;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;

/** oneDNN, the fastest there is for these sizes. */
final class OneDnnGemm implements Gemm {
    static final String NAME = "oneDNN";
    private final Function teamSize;

    /** Throws {@link LinkageError} where oneDNN, or the OpenMP it was built with, is not to be had. */
    OneDnnGemm() {
        Loader.load(dnnl.class);
        // Found in the process already: the one that oneDNN brought, or another by the same name.
        teamSize = NativeLibrary.getInstance("libgomp.so.1").getFunction("omp_set_num_threads");
    }

    @Override
    public String name() {
        return NAME;
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
        int status = dnnl_sgemm(order(transposeA), order(transposeB), m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
        if (status != dnnl.dnnl_success) {
            throw new IllegalStateException(
                    "oneDNN gave status " + status + " for a product of " + m + " x " + k + " and " + k + " x " + n);
        }
    }

    private static byte order(boolean transpose) {
        return (byte) (transpose ? 'T' : 'N');
    }

    @Override
    public void confineToThread() {
        teamSize.invokeVoid(new Object[] {1});
    }
}
