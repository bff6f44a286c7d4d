package org.kd4j.core.objective;

import java.util.List;
import java.util.Optional;

/** What a {@link Diito} teaches of counterfactuals: over their logits, and over their hidden states where it has such a term. */
record CounterfactualTerm(Diito of) implements Objective {

    @Override
    public boolean needsTeacher() {
        return true;
    }

    @Override
    public Optional<Pkd> hidden() {
        return of.hidden();
    }

    /** Those of the whole objective. */
    @Override
    public List<String> terms() {
        return of.terms();
    }

    @Override
    public double loss(double[] logits, double[] teacherLogits, int label, double[] gradient, double[] terms) {
        return of.counterfactualLoss(logits, teacherLogits, gradient, terms);
    }
}
