package org.kd4j.models.student;

import org.kd4j.core.objective.Objective;

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

    /** For students without hidden states. */
    static void logitsAlone(Objective objective) {
        if (objective.needsHiddenStates()) {
            throw new IllegalArgumentException(
                    "objective: found " + objective
                            + ", expected one over logits alone, because this student has no blocks whose states could be matched");
        }
    }
}
