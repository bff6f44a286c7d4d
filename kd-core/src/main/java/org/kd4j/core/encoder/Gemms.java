package org.kd4j.core.encoder;

import java.util.List;
import java.util.function.Supplier;

/** Chooses the library for matrix products. */
final class Gemms {
    private static final List<Supplier<Gemm>> BY_SPEED = List.of(OneDnnGemm::new, OpenBlasGemm::new);

    private Gemms() {}

    /** @throws UnsupportedOperationException if there is none */
    static Gemm fastest() {
        UnsupportedOperationException none =
                new UnsupportedOperationException("neither oneDNN nor OpenBLAS can be loaded");
        for (Supplier<Gemm> library : BY_SPEED) {
            try {
                return library.get();
            } catch (LinkageError | RuntimeException absent) {
                none.addSuppressed(absent);
            }
        }
        throw none;
    }
}
