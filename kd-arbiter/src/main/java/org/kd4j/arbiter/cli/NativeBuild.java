package org.kd4j.arbiter.cli;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * Which build of ND4J's natives is loaded. The jar holds one that every CPU of the platform runs, and one for AVX2 with
 * oneDNN that is about twice as fast; left to itself the loader takes the second even where it crashes.
 */
final class NativeBuild {
    static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
    private static final String PLAIN = "";
    private static final String FASTEST = "-onednn-avx2";
    /** About a tenth of a millisecond. */
    private static final String SPINS = "10000";

    private NativeBuild() {}

    /** Must come before the first use of ND4J. A choice given with -D or in the environment stays. */
    static void choose() {
        if (System.getProperty(EXTENSION) == null && !CudaBackend.isPresent()) {
            System.setProperty(EXTENSION, hasAvx2() ? FASTEST : PLAIN);
        }
        if (Platform.isLinux()) {
            // Idle threads of OpenMP spin for milliseconds by default; where anything else runs, that slows small steps
            // down tenfold. Not to spin at all costs a fifth on a quiet machine.
            try {
                Native.load("c", Environment.class).setenv("GOMP_SPINCOUNT", SPINS, 0);
            } catch (LinkageError slower) {
                System.err.println("GOMP_SPINCOUNT=" + SPINS + " could not be set (" + slower.getMessage() + ").");
            }
        }
    }

    /** The process's own environment, which Java can only read. */
    interface Environment extends Library {
        /** Sets a variable; an existing one only if {@code overwrite} is not 0. */
        int setenv(String name, String value, int overwrite);
    }

    /** The chosen build, as {@code doctor} and the manifest name it. */
    static String chosen() {
        String extension = System.getProperty(EXTENSION, PLAIN);
        return extension.isEmpty() ? "plain" : extension.substring(1);
    }

    /** What the virtual machine found out about the CPU at its own start. */
    static boolean hasAvx2() {
        try {
            HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return Integer.parseInt(machine.getVMOption("UseAVX").getValue()) >= 2;
        } catch (IllegalArgumentException notX86) {
            return false;
        }
    }
}
