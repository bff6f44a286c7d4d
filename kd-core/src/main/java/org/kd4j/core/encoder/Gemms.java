package org.kd4j.core.encoder;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Chooses the library for matrix products. */
final class Gemms {
    private static final List<Supplier<Gemm>> BY_SPEED = List.of(OneDnnGemm::new, OpenBlasGemm::new);

    private Gemms() {}

    /** The fastest that can be loaded; empty where there is none. */
    static Optional<Gemm> fastest() {
        return BY_SPEED.stream().flatMap(library -> loaded(library).stream()).findFirst();
    }

    /** The same, or {@link IllegalStateException}. */
    static Gemm required() {
        return fastest().orElseThrow(() -> new IllegalStateException("neither oneDNN nor OpenBLAS can be loaded"));
    }

    private static Optional<Gemm> loaded(Supplier<Gemm> library) {
        try {
            return Optional.of(library.get());
        } catch (LinkageError | RuntimeException absent) {
            return Optional.empty();
        }
    }
}
