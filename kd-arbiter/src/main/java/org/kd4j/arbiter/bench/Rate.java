package org.kd4j.arbiter.bench;

import java.util.Locale;

/**
 * How fast a piece of work is done.
 *
 * @param name of the case
 * @param tool what did the work: {@code kd4j}, with the name of an engine where there are several
 * @param threads that the natives were given; plain Java code uses one
 * @param perSecond records a second, the median over the repetitions
 */
record Rate(String name, String tool, int threads, double perSecond) implements BenchResult {

    Rate(String name, int threads, double perSecond) {
        this(name, "kd4j", threads, perSecond);
    }

    @Override
    public String toJson() {
        return String.format(
                Locale.ROOT,
                "{\"case\": \"%s\", \"tool\": \"%s\", \"threads\": %d, \"per_second\": %.2f, \"unit\": \"records\"}",
                name,
                tool,
                threads,
                perSecond);
    }
}
