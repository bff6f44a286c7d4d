package org.kd4j.arbiter.bench;

import org.nd4j.linalg.factory.Nd4j;

/** How many threads work. */
final class Threads {
    private Threads() {}

    static int ofNatives() {
        return Integer.parseInt(
                String.valueOf(Nd4j.getExecutioner().getEnvironmentInformation().get("omp.threads")));
    }
}
