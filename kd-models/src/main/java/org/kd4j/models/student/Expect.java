package org.kd4j.models.student;

/** What the settings of the students have in common. */
final class Expect {
    private Expect() {}

    static void atLeast(int least, String name, int found) {
        if (found < least) {
            throw new IllegalArgumentException(name + ": found " + found + ", expected at least " + least);
        }
    }

    static void learningRate(double found) {
        if (!(found >= 0) || Double.isInfinite(found)) {
            throw new IllegalArgumentException("learning rate: found " + found + ", expected a number ≥ 0");
        }
    }
}
