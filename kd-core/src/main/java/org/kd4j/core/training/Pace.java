package org.kd4j.core.training;

import java.time.Duration;

/** When a training writes its state. */
final class Pace {
    private final long everySteps;
    private final long nanosApart;
    private long last = System.nanoTime();

    Pace(long everySteps, Duration apart) {
        this.everySteps = everySteps;
        this.nanosApart = apart.toNanos();
    }

    /** No state at all. */
    static Pace never() {
        return new Pace(0, Duration.ofNanos(Long.MAX_VALUE));
    }

    boolean isStep(long step) {
        return everySteps > 0 && step % everySteps == 0;
    }

    boolean hasTimeFor() {
        return System.nanoTime() - last >= nanosApart;
    }

    void written() {
        last = System.nanoTime();
    }
}
