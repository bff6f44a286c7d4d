package org.kd4j.core.encoder;

import static org.bytedeco.dnnl.global.dnnl.dnnl_sgemm;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.Optional;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/** oneDNN, the fastest there is for these sizes. */
final class OneDnnGemm implements Gemm {
    static final String NAME = "oneDNN";
    private final Function teamSize;
    private final engine cpu;
    private final ThreadLocal<OneDnnProducts> products;

    /** Throws {@link LinkageError} where oneDNN, or the OpenMP it was built with, is not to be had. */
    OneDnnGemm() {
        Loader.load(dnnl.class);
        cpu = new engine(engine.kind.cpu, 0);
        products = ThreadLocal.withInitial(() -> new OneDnnProducts(cpu));
        // Found in the process already: the one that oneDNN brought, or another by the same name.
        teamSize = NativeLibrary.getInstance("libgomp.so.1").getFunction("omp_set_num_threads");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void multiply(int m, int n, int k, float alpha, Matrix a, Matrix b, float beta, Matrix c) {
        int status = dnnl_sgemm(
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
        if (status != dnnl.dnnl_success) {
            throw new IllegalStateException(
                    "oneDNN gave status " + status + " for a product of " + m + " x " + k + " and " + k + " x " + n);
        }
    }

    private static byte order(Matrix matrix) {
        return (byte) (matrix.transposed() ? 'T' : 'N');
    }

    @Override
    public Optional<PackedFactor> packed(int k, int n) {
        return OneDnnFactor.of(cpu, products, k, n);
    }

    @Override
    public void confineToThread() {
        teamSize.invokeVoid(new Object[] {1});
    }

    @Override
    public void leaveThread() {
        products.get().close();
        products.remove();
    }
}
