package org.kd4j.arbiter.report;

import java.util.stream.DoubleStream;

/**
 * What repeated trainings have in common.
 *
 * @param deviation standard deviation of the sample (divided by count - 1); 0 for a single value
 */
record Spread(int count, double mean, double deviation) {
    /** @throws IllegalArgumentException if there is no value */
    static Spread of(DoubleStream stream) {
        double[] values = stream.toArray();
        double mean = DoubleStream.of(values)
                .average()
                .orElseThrow(() -> new IllegalArgumentException("no values: expected at least one"));
        double squares = DoubleStream.of(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        return new Spread(values.length, mean, values.length == 1 ? 0 : Math.sqrt(squares / (values.length - 1)));
    }
}
