package org.kd4j.core.objective;

import java.util.ArrayList;
import java.util.List;

/**
 * An objective over the logits, and hidden states that follow the teacher's (patient knowledge distillation).
 *
 * <p>{@link #loss} computes the terms over the logits. The term {@code hidden}, the last one, is added by a student that
 * has hidden states, through {@link HiddenTerm}; others refuse an objective that {@link #needsHiddenStates()}.
 *
 * @param logits what is taught over the logits; itself without hidden states
 * @param hidden what is taught over the hidden states
 * @param layers which of them are matched
 */
public record Pkd(Objective logits, HiddenStateMatching hidden, LayerMap layers) implements Objective {

    /** The name of the term over the hidden states. */
    public static final String HIDDEN = "hidden";

    /** Throws {@link IllegalArgumentException} if the objective over the logits has hidden states of its own. */
    public Pkd {
        if (logits instanceof Pkd) {
            throw new IllegalArgumentException("logits: found " + logits + ", expected an objective over logits alone");
        }
    }

    @Override
    public boolean needsTeacher() {
        return logits.needsTeacher();
    }

    @Override
    public boolean needsHiddenStates() {
        return hidden.weight() > 0;
    }

    /** Those of the logits, then {@link #HIDDEN}. */
    @Override
    public List<String> terms() {
        List<String> terms = new ArrayList<>(logits.terms());
        terms.add(HIDDEN);
        return terms;
    }

    @Override
    public double loss(double[] logits, double[] teacherLogits, int label, double[] gradient, double[] terms) {
        return this.logits.loss(logits, teacherLogits, label, gradient, terms);
    }
}
