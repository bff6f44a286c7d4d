package org.kd4j.core.objective;

import java.util.ArrayList;
import java.util.List;

/**
 * Distillation by interchange interventions: besides what is taught over the logits, perhaps with hidden states, the
 * student's counterfactual logits follow the teacher's. A counterfactual is what a model says of a text when part of a
 * block's state has been overwritten with that of another text, in student and teacher alike.
 *
 * <p>The loss of a record is that of {@code factual} + counterfactualWeight · T² · KL(softmax(t' / T) ‖ softmax(z' / T)), with
 * the counterfactual logits t' of the teacher and z' of the student.
 *
 * <p>Wu et al.: Causal Distillation for Language Models, 2021 (arXiv:2112.02505), on task-specific models. Their code averages
 * KL over the classes too ({@link Reduction#MEAN}) and has the counterfactual weight 1.
 *
 * <p>{@link #loss} is that of {@code factual}; the term {@code counterfactual}, the last one, is added by a student whose states
 * can be overwritten, through {@link #counterfactualLoss}; others refuse an objective that {@link #needsInterchange()}.
 *
 * @param factual what is taught of texts as they are
 * @param counterfactual T, weight and reduction of the counterfactual term, without a hard weight: there is no label
 */
public record Diito(Objective factual, Hinton counterfactual) implements Objective {
    private static final String TERM = "counterfactual";

    /** Throws {@link IllegalArgumentException} if the parts are no such objectives. */
    public Diito {
        if (!(factual instanceof Hinton || factual instanceof Pkd || factual instanceof LogitRegression)) {
            throw new IllegalArgumentException("factual: found " + factual
                    + ", expected an objective over the logits, perhaps with hidden states (PKD)");
        }
        if (counterfactual.hardWeight() != 0) {
            throw new IllegalArgumentException("hardWeight of the counterfactual term: found "
                    + counterfactual.hardWeight() + ", expected 0, as counterfactuals have no label");
        }
    }

    @Override
    public boolean needsTeacher() {
        return factual.needsTeacher();
    }

    @Override
    public boolean needsHiddenStates() {
        return factual.needsHiddenStates();
    }

    @Override
    public boolean needsInterchange() {
        return true;
    }

    /** Those of the factual part, then {@code counterfactual}. */
    @Override
    public List<String> terms() {
        List<String> terms = new ArrayList<>(factual.terms());
        terms.add(TERM);
        return terms;
    }

    @Override
    public double loss(double[] logits, double[] teacherLogits, int label, double[] gradient, double[] terms) {
        return factual.loss(logits, teacherLogits, label, gradient, terms);
    }

    /**
     * The counterfactual term of a record.
     *
     * @param logits the student's counterfactual ones, [classes]
     * @param teacherLogits the teacher's, [classes]
     * @param gradient [classes], overwritten with d loss / d logits
     * @param terms one number for each of {@link #terms()}, to whose last the record's is added
     */
    public double counterfactualLoss(double[] logits, double[] teacherLogits, double[] gradient, double[] terms) {
        double loss = counterfactual.loss(logits, teacherLogits, 0, gradient, new double[2]);
        terms[terms.length - 1] += loss;
        return loss;
    }
}
