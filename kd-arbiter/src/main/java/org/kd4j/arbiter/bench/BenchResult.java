package org.kd4j.arbiter.bench;

/** One line of the benchmark's output. */
public sealed interface BenchResult permits Rate, MemorySlope {

    /** As one JSON object. */
    String toJson();
}
