package org.kd4j.arbiter.cli;

import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.kd4j.core.failure.InvalidConfig;

/**
 * ND4J on a GPU, in a jar of the profile {@code cuda}. ND4J itself prints a stack trace where the driver or CUDA is missing,
 * and fails in its kernels where the GPU is too new for it: the machine is asked first.
 */
final class CudaBackend {
    static final String WITHOUT_GPU = "The jar for the CPU is built without -Pcuda.";
    private static final String ND4J = "org.nd4j.linalg.jcublas.bindings.Nd4jCuda";
    /** Between them they need every library of CUDA that ND4J does. */
    private static final List<String> BINDINGS = List.of("org.bytedeco.cuda.global.cublas", ND4J);

    private CudaBackend() {}

    /** Whether this jar computes on GPUs. */
    static boolean isPresent() {
        return CudaBackend.class.getResource("/" + ND4J.replace('.', '/') + ".class") != null;
    }

    /**
     * Must come before the first use of ND4J; a jar for the CPU needs nothing.
     *
     * @throws InvalidConfig where this jar computes on GPUs, and cannot on those of this machine
     */
    static void require() {
        if (isPresent()) {
            CudaDriver.gpus().forEach(CudaBackend::requireMachineCode);
            requireLibraries();
        }
    }

    static void requireMachineCode(Gpu gpu) {
        if (!gpu.isSupported()) {
            throw new InvalidConfig(
                    "GPU",
                    gpu.toString(),
                    "compute capability " + Gpu.SUPPORTED + ", which ND4J 1.0.0-M2.1 has machine code for",
                    "CUDA_VISIBLE_DEVICES names the GPUs to use. " + WITHOUT_GPU);
        }
    }

    private static void requireLibraries() {
        for (String binding : BINDINGS) {
            try {
                Loader.load(Class.forName(binding, false, CudaBackend.class.getClassLoader()));
            } catch (LinkageError missing) {
                throw new InvalidConfig(
                        "CUDA",
                        first(missing).getMessage(),
                        "the libraries of CUDA 11.6 or a later CUDA 11",
                        "Install it; LD_LIBRARY_PATH (on Windows PATH) names its folder. " + WITHOUT_GPU);
            } catch (ClassNotFoundException impossible) {
                throw new IllegalStateException("The jar holds ND4J's CUDA backend, but not " + binding, impossible);
            }
        }
    }

    /** The loader tries several ways, and hides what the first one lacked behind how the last one failed. */
    private static Throwable first(Throwable failure) {
        return failure.getCause() == null ? failure : first(failure.getCause());
    }
}
