package org.kd4j.core.objective;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Distillation by interchange interventions: besides what is taught over the logits, perhaps with hidden states, the
 * student's counterfactual logits follow the teacher's. A counterfactual is what a model says of a text when part of a
 * block's state has been overwritten with that of another text, in student and teacher alike.
 *
 * <p>The loss of a record is that of {@code factual} + counterfactualWeight · T² · KL(softmax(t' / T) ‖ softmax(z' / T)), with
 * the counterfactual logits t' of the teacher and z' of the student. Where {@code factual} is a {@link Pkd}, the hidden states
 * of the counterfactual follow the teacher's as those of the text do: its term {@code hidden} is the sum over both.
 *
 * <p>Wu et al.: Causal Distillation for Language Models, 2021 (arXiv:2112.02505), on task-specific models. Their code averages
 * KL over the classes too ({@link Reduction#MEAN}) and has the counterfactual weight 1.
 *
 * <p>{@link #loss} is that of {@code factual}; what counterfactuals add is {@link #counterfactualTerm()}, which a student learns
 * whose states can be overwritten; others refuse an objective that {@link #needsInterchange()}.
 *
 * @param factual what is taught of texts as they are
 * @param counterfactual T, weight and reduction of the counterfactual term, without a hard weight: there is no label
 */
public record Diito(Objective factual, Hinton counterfactual) implements Objective {
    /** The name of the term over counterfactual logits. */
    public static final String COUNTERFACTUAL = "counterfactual";

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
    public Optional<Pkd> hidden() {
        return factual.hidden();
    }

    @Override
    public boolean needsInterchange() {
        return true;
    }

    /** Those of the factual part, then {@code counterfactual}. */
    @Override
    public List<String> terms() {
        List<String> terms = new ArrayList<>(factual.terms());
        terms.add(COUNTERFACTUAL);
        return terms;
    }

    @Override
    public double loss(double[] logits, double[] teacherLogits, int label, double[] gradient, double[] terms) {
        return factual.loss(logits, teacherLogits, label, gradient, terms);
    }

    /** What is taught of counterfactuals, as an objective over their logits and, with PKD, their hidden states. */
    public Objective counterfactualTerm() {
        return new CounterfactualTerm(this);
    }

    /**
     * The term {@link #COUNTERFACTUAL} of a record.
     *
     * @param logits the student's counterfactual ones, [classes]
     * @param teacherLogits the teacher's, [classes]
     * @param gradient [classes], overwritten with d loss / d logits
     * @param terms one number for each of {@link #terms()}, to which the record's is added
     */
    public double counterfactualLoss(double[] logits, double[] teacherLogits, double[] gradient, double[] terms) {
        double loss = counterfactual.loss(logits, teacherLogits, 0, gradient, new double[2]);
        terms[factual.terms().size()] += loss;
        return loss;
    }
}
