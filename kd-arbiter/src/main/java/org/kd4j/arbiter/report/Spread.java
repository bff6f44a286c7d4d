package org.kd4j.arbiter.report;

import java.util.stream.DoubleStream;

/**
 * What repeated trainings have in common.
 *
 * @param deviation standard deviation of the sample (divided by count - 1); 0 for a single value
 */
record Spread(int count, double mean, double deviation) {
    /** Between mean and deviation where text is ASCII, as tables for the terminal are. */
    static final String ASCII = "+-";

    /** The same on a page. */
    static final String SIGN = "±";

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

    /**
     * The mean, and where there are several values the deviation.
     *
     * @param between {@link #ASCII} or {@link #SIGN}
     */
    String text(String between) {
        String text = Score.text(mean);
        return count == 1 || Double.isNaN(mean) ? text : text + between + Format.rate(deviation);
    }
}
