package org.kd4j.core.objective;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An objective over the logits, and hidden states that follow the teacher's (patient knowledge distillation).
 *
 * <p>{@link #loss} computes the terms over the logits. The term {@link #HIDDEN} is added by a student that has hidden
 * states, through {@link HiddenTerm}; others refuse an objective that {@link #needsHiddenStates()}.
 *
 * @param logits what is taught over the logits, and over nothing else
 * @param matching what is taught over the hidden states
 * @param layers which of them are matched
 */
public record Pkd(Objective logits, HiddenStateMatching matching, LayerMap layers) implements Objective {

    /** The name of the term over the hidden states. */
    public static final String HIDDEN = "hidden";

    /** Throws {@link IllegalArgumentException} if the objective over the logits is over more than that. */
    public Pkd {
        if (!(logits instanceof HardLabels || logits instanceof Hinton || logits instanceof LogitRegression)) {
            throw new IllegalArgumentException("logits: found " + logits + ", expected an objective over logits alone");
        }
    }

    @Override
    public boolean needsTeacher() {
        return logits.needsTeacher();
    }

    @Override
    public Optional<Pkd> hidden() {
        return matching.weight() > 0 ? Optional.of(this) : Optional.empty();
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
