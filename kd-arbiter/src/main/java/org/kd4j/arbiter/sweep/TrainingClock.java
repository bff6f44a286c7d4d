package org.kd4j.arbiter.sweep;

import java.util.function.LongSupplier;

/** How long a training takes, without what is done between its steps for those who watch it. */
final class TrainingClock {
    private final LongSupplier nanoseconds;
    private final long start;
    private long aside;

    /** Starts now. */
    TrainingClock(LongSupplier nanoseconds) {
        this.nanoseconds = nanoseconds;
        this.start = nanoseconds.getAsLong();
    }

    /** Does what is no part of the training. */
    void aside(Runnable work) {
        long begin = nanoseconds.getAsLong();
        work.run();
        aside += nanoseconds.getAsLong() - begin;
    }

    /** Of the training so far. */
    double seconds() {
        return (nanoseconds.getAsLong() - start - aside) / 1e9;
    }
}
