package org.kd4j.arbiter.cli;

import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.kd4j.core.encoder.Encoder;
import org.kd4j.core.failure.Failure;
import org.kd4j.models.teacher.MiniLm;
import org.kd4j.models.teacher.SentenceEncoder;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A part of the jar that needs something of the machine.
 *
 * @param part its name
 * @param attempt uses it, and says what was found
 */
record Checkup(String part, Callable<String> attempt) {
    static final String BROKEN = "missing: ";

    static final List<Checkup> ALL = List.of(
            new Checkup("GPU", Checkup::gpu),
            new Checkup("ND4J", Checkup::nd4j),
            new Checkup("natives", Checkup::natives),
            new Checkup("encoder engine", Checkup::encoder),
            new Checkup("SQLite", Checkup::sqlite),
            new Checkup("ONNX Runtime", Checkup::onnxRuntime),
            new Checkup("teacher", Checkup::teacher));

    /** What was found, or what is missing. */
    String run() {
        try {
            return attempt.call();
        } catch (Failure e) {
            return BROKEN + e.getMessage();
        } catch (Exception | LinkageError e) {
            return BROKEN + e;
        }
    }

    private static String gpu() {
        if (!CudaBackend.isPresent()) {
            return "not used, this jar is for the CPU";
        }
        CudaBackend.require();
        return CudaDriver.gpus().stream().map(Gpu::toString).collect(Collectors.joining("; "));
    }

    private static String nd4j() {
        CudaBackend.require();
        Properties backend = Nd4j.getExecutioner().getEnvironmentInformation();
        try (INDArray product = Nd4j.ones(2, 3).mmul(Nd4j.ones(3, 2))) {
            if (product.getDouble(1, 1) != 3.0) {
                return BROKEN + "2 x 3 ones times 3 x 2 ones gave " + product;
            }
        }
        return backend.getProperty("backend") + ", " + backend.get("blas.vendor") + ", " + backend.get("omp.threads")
                + " threads";
    }

    private static String natives() {
        String bindings = CudaBackend.isPresent() ? "jnind4jcuda" : "jnind4jcpu";
        return Loader.getLoadedLibraries().getOrDefault(bindings, "not loaded");
    }

    /** Without it everything works through SameDiff, slower. */
    private static String encoder() {
        return Encoder.library()
                .map(library -> library + (library.equals(Encoder.FASTEST) ? "" : ", slower than " + Encoder.FASTEST))
                .orElse("none here; SameDiff runs every teacher");
    }

    private static String sqlite() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            return connection.getMetaData().getDatabaseProductVersion();
        }
    }

    private static String onnxRuntime() throws Exception {
        return (String) Class.forName("ai.onnxruntime.OrtEnvironment")
                .getMethod("getVersion")
                .invoke(Class.forName("ai.onnxruntime.OrtEnvironment")
                        .getMethod("getEnvironment")
                        .invoke(null));
    }

    private static String teacher() {
        CudaBackend.require();
        try (SentenceEncoder encoder = MiniLm.open(128)) {
            float[] vector = encoder.apply(List.of("All is well."))[0];
            return "all-MiniLM-L6-v2 imported, agrees with its reference, " + vector.length + " values a sentence";
        }
    }
}
