package org.kd4j.core.objective;

import java.util.List;

/** What the early readout of a {@link Dedier} is taught itself: the label, over its own logits. */
record EarlyReadoutTerm(Dedier of) implements Objective {

    @Override
    public boolean needsTeacher() {
        return false;
    }

    /** Those of the whole objective. */
    @Override
    public List<String> terms() {
        return of.terms();
    }

    @Override
    public double loss(double[] logits, double[] teacherLogits, int label, double[] gradient, double[] terms) {
        return of.auxiliaryLoss(logits, label, gradient, terms);
    }
}
