package org.kd4j.arbiter.bench;

import java.util.Locale;

/**
 * One line of the benchmark's output.
 *
 * @param name of the case
 * @param threads that the natives were given; plain Java code uses one
 * @param perSecond records a second, the median over the repetitions
 */
public record BenchResult(String name, int threads, double perSecond) {

    /** As one JSON object. */
    public String toJson() {
        return String.format(
                Locale.ROOT,
                "{\"case\": \"%s\", \"tool\": \"kd4j\", \"threads\": %d, \"per_second\": %.2f, \"unit\": \"records\"}",
                name,
                threads,
                perSecond);
    }
}
