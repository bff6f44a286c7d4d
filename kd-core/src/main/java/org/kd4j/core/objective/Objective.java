package org.kd4j.core.objective;

import java.util.List;
import java.util.Optional;

/**
 * What a student is taught: a loss over the logits of one record. The loss of a batch is the mean over its records.
 *
 * <p>Values and gradients are computed in double precision from the closed forms; nothing is allocated where one
 * answer is taught, because a linear student calls this a million times a second.
 */
public sealed interface Objective
        permits CounterfactualTerm,
                Dedier,
                Diito,
                EachAnnotator,
                EarlyReadoutTerm,
                HardLabels,
                Hinton,
                IndividualLabels,
                LogitRegression,
                Pkd {

    /** Whether {@link #loss} reads the teacher's logits. */
    boolean needsTeacher();

    /** What is taught over the student's hidden states, which {@link #loss} does not compute, if anything is. */
    default Optional<Pkd> hidden() {
        return Optional.empty();
    }

    /** Whether there is a term over hidden states: only a student that has them can learn it. */
    default boolean needsHiddenStates() {
        return hidden().isPresent();
    }

    /** Whether {@link #loss} lacks what only a student with a readout of an early block can compute. */
    default boolean needsEarlyReadout() {
        return false;
    }

    /** Whether {@link #loss} lacks a term over counterfactuals, which only a student whose states can be overwritten has. */
    default boolean needsInterchange() {
        return false;
    }

    /** Whether there is a loss for each annotator's label, which only a model of annotators can compute. */
    default boolean needsAnnotations() {
        return false;
    }

    /**
     * For students without hidden states.
     *
     * @throws IllegalArgumentException if there is a term over them
     */
    default void requireLogitsAlone() {
        if (needsHiddenStates() || needsEarlyReadout() || needsInterchange() || needsAnnotations()) {
            throw new IllegalArgumentException(
                    "objective: found " + this
                            + ", expected one over logits alone, because this student has no blocks whose states could be matched, read or overwritten");
        }
    }

    /** Names of the terms whose sum the loss is, in a fixed order, such as {@code hard, soft}. */
    List<String> terms();

    /**
     * @param logits the student's, [classes], finite
     * @param teacherLogits [classes], finite; ignored, and possibly null, unless {@link #needsTeacher()}
     * @param label the gold class, 0 … classes-1
     * @param gradient [classes], overwritten with d loss / d logits
     * @param terms one number for each of {@link #terms()}, to which the term's share of the loss is added, weight
     *     included
     * @return the loss of the record, in nats for the entropy terms
     */
    double loss(double[] logits, double[] teacherLogits, int label, double[] gradient, double[] terms);

    /** The same, where nobody asks for the terms. */
    default double loss(double[] logits, double[] teacherLogits, int label, double[] gradient) {
        return loss(logits, teacherLogits, label, gradient, new double[terms().size()]);
    }
}
