package org.kd4j.arbiter.bench;

import org.nd4j.linalg.factory.Nd4j;

/** How many threads work. */
final class Threads {
    private Threads() {}

    /** No more than this process may use: ND4J counts the processors of the machine. */
    static int ofNatives() {
        int natives = Integer.parseInt(
                String.valueOf(Nd4j.getExecutioner().getEnvironmentInformation().get("omp.threads")));
        return Math.min(natives, Runtime.getRuntime().availableProcessors());
    }
}
