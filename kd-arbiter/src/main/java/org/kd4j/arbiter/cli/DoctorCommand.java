package org.kd4j.arbiter.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.Pointer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what this machine offers, and what is missing. */
@Command(
        name = "doctor",
        description = "Say what this machine offers and whether every part of the jar works on it.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private static final long MEGABYTE = 1 << 20;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("kd-arbiter        " + Main.Version.current());
        out.println(
                "Java              " + System.getProperty("java.vendor") + " " + System.getProperty("java.version"));
        out.println("system            " + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("os.arch") + ", " + Runtime.getRuntime().availableProcessors() + " processors");
        out.println("AVX2              " + (NativeBuild.hasAvx2() ? "yes" : "no"));
        out.println("native build      "
                + (CudaBackend.isPresent()
                        ? "cuda"
                        : NativeBuild.chosen() + "  (chosen by the CPU; -D" + NativeBuild.EXTENSION
                                + "= overrides it)"));
        out.println("memory            heap " + Runtime.getRuntime().maxMemory() / MEGABYTE + " MB, off-heap "
                + Pointer.maxBytes() / MEGABYTE + " MB, physical limit " + Pointer.maxPhysicalBytes() / MEGABYTE
                + " MB");
        boolean healthy = true;
        for (Checkup checkup : Checkup.ALL) {
            String found = checkup.run();
            healthy &= !found.startsWith(Checkup.BROKEN);
            out.printf("%-17s %s%n", checkup.part(), found);
        }
        out.println(healthy ? "Everything works." : "Something is missing: see the lines that say so.");
        return healthy ? 0 : 3;
    }
}
