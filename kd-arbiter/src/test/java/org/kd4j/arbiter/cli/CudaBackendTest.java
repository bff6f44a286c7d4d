package org.kd4j.arbiter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.core.failure.InvalidConfig;

class CudaBackendTest {
    /** Capabilities as NVIDIA lists them for each card. */
    @ParameterizedTest
    @CsvSource({
        "Tesla K40m, 3, 5, false",
        "Tesla K80, 3, 7, true",
        "Tesla M60, 5, 2, true",
        "Tesla P100, 6, 0, true",
        "Tesla V100, 7, 0, true",
        "Tesla T4, 7, 5, true",
        "A100, 8, 0, true",
        "GeForce RTX 3090, 8, 6, true",
        "L4, 8, 9, true",
        "H100, 9, 0, false",
        "B200, 10, 0, false",
        "GeForce RTX 5090, 12, 0, false"
    })
    void knowsWhichGpusNd4jHasMachineCodeFor(String name, int major, int minor, boolean supported) {
        assertThat(new Gpu(name, major, minor).isSupported()).isEqualTo(supported);
    }

    @Test
    void refusesAGpuThatIsTooNewInOneLine() {
        assertThatExceptionOfType(InvalidConfig.class)
                .isThrownBy(() -> CudaBackend.requireMachineCode(new Gpu("NVIDIA H100", 9, 0)))
                .withMessage(
                        "GPU: found NVIDIA H100, compute capability 9.0, expected compute capability 3.7 or 5.0 to 8.9,"
                                + " which ND4J 1.0.0-M2.1 has machine code for. CUDA_VISIBLE_DEVICES names the GPUs to use."
                                + " The jar for the CPU is built without -Pcuda.");
    }

    @Test
    void saysThatThereIsNoDriver() {
        Throwable refusal = catchThrowable(CudaDriver::gpus);
        assumeThat(refusal).as("on a machine with a GPU there is none").isNotNull();
        assertThat(refusal)
                .isInstanceOf(InvalidConfig.class)
                .hasMessageStartingWith("GPU: found no")
                .hasMessageContaining("built with -Pcuda");
    }

    @Test
    void aJarForTheCpuNeedsNoGpu() {
        assertThat(CudaBackend.isPresent()).isFalse();
        assertThatCode(CudaBackend::require).doesNotThrowAnyException();
    }
}
