package org.kd4j.arbiter.bench;

import java.util.Arrays;

/** Times a piece of work. */
final class Stopwatch {
    /** The just-in-time compiler needs the first runs. */
    private static final int WARM_UPS = 3;

    private Stopwatch() {}

    /** Median seconds of the timed repetitions, after some that are not counted. */
    static double medianSeconds(int repetitions, Runnable work) {
        for (int i = 0; i < WARM_UPS; i++) {
            work.run();
        }
        double[] seconds = new double[repetitions];
        for (int i = 0; i < repetitions; i++) {
            long start = System.nanoTime();
            work.run();
            seconds[i] = (System.nanoTime() - start) / 1e9;
        }
        Arrays.sort(seconds);
        return (seconds[(repetitions - 1) / 2] + seconds[repetitions / 2]) / 2;
    }
}
