package org.kd4j.arbiter.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How the memory of a training grows, in megabytes a hundred steps: the slope of the line that fits best.
 *
 * @param name of the case
 * @param tool what trained
 * @param steps over which it was measured
 * @param heap of Java, after garbage collection
 * @param offHeap what javacpp has counted: the memory of the encoder engine; ND4J's arrays are not in it
 * @param resident of the whole process, ND4J's arrays and caches among it, as the operating system counts it
 */
record MemorySlope(String name, String tool, int steps, double heap, double offHeap, double resident)
        implements BenchResult {
    private static final double MEGABYTE = 1e6;

    /** @param samples at equal distances, the first at step 0; at least two */
    static MemorySlope of(String name, String tool, int steps, List<MemoryUse> samples) {
        return new MemorySlope(
                name,
                tool,
                steps,
                slope(steps, samples, MemoryUse::heap),
                slope(steps, samples, MemoryUse::offHeap),
                slope(steps, samples, MemoryUse::resident));
    }

    private static double slope(int steps, List<MemoryUse> samples, ToDoubleFunction<MemoryUse> bytes) {
        double mean = samples.stream().mapToDouble(bytes).average().orElseThrow();
        double middle = (samples.size() - 1) / 2.0;
        double product = 0;
        double square = 0;
        for (int i = 0; i < samples.size(); i++) {
            product += (i - middle) * (bytes.applyAsDouble(samples.get(i)) - mean);
            square += (i - middle) * (i - middle);
        }
        double hundreds = steps / 100.0 / (samples.size() - 1);
        return product / square / hundreds / MEGABYTE;
    }

    @Override
    public String toJson() {
        return String.format(
                Locale.ROOT,
                "{\"case\": \"%s\", \"tool\": \"%s\", \"steps\": %d, \"heap\": %.3f, \"off_heap\": %.3f, \"resident\": %.3f,"
                        + " \"unit\": \"MB per 100 steps\"}",
                name,
                tool,
                steps,
                heap,
                offHeap,
                resident);
    }
}
