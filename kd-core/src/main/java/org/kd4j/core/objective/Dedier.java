package org.kd4j.core.objective;

import java.util.List;

/**
 * Debiasing by early readouts: a head of its own reads an early block of the student, and where it is wrong, and sure of
 * it, the record's word counts more. What can be read off early is what is easy to read, shortcuts among it.
 *
 * <p>The loss of a record is hardWeight · CE(y, z) + w · softWeight · T² · KL(softmax(t / T) ‖ softmax(z / T)), or with w at
 * the hard term or both, + auxiliaryWeight · CE(y, a), with the readout's logits a. w is a number of the record, not of the
 * batch, and no gradient passes through it; nor does one pass from the readout into the student, which is read and not
 * steered.
 *
 * <p>Tiwari et al.: Using Early Readouts to Mediate Featural Bias in Distillation, 2023 (arXiv:2310.18590). Published code
 * reduces KL to one number for the batch before it multiplies it by w, and never trains the readout.
 *
 * <p>{@link #loss} takes every w for 1, and leaves the readout out: a student that has an early readout asks for
 * {@link #weightedLoss} and {@link #auxiliaryLoss}; others refuse an objective that {@link #needsEarlyReadout()}.
 *
 * @param logits what is taught over the logits
 * @param weighting of a record by its readout
 * @param weighted which terms it multiplies
 * @param auxiliaryWeight of the readout's own term, > 0
 * @param block whose states are read, from 1
 * @param schedule when records are weighed anew
 */
public record Dedier(
        Hinton logits,
        EarlyReadoutWeighting weighting,
        WeightedTerms weighted,
        double auxiliaryWeight,
        int block,
        ReadoutSchedule schedule)
        implements Objective {
    private static final List<String> TERMS = List.of("hard", "soft", "auxiliary");
    private static final int AUXILIARY = TERMS.indexOf("auxiliary");

    /** Throws {@link IllegalArgumentException} if a value is outside its range. */
    public Dedier {
        if (!(auxiliaryWeight > 0) || Double.isInfinite(auxiliaryWeight)) {
            throw new IllegalArgumentException("auxiliaryWeight: found " + auxiliaryWeight + ", expected a number > 0");
        }
        if (block < 1) {
            throw new IllegalArgumentException("block of the early readout: found " + block + ", expected 1 or more");
        }
    }

    /** Weighing in every step. */
    public Dedier(
            Hinton logits, EarlyReadoutWeighting weighting, WeightedTerms weighted, double auxiliaryWeight, int block) {
        this(logits, weighting, weighted, auxiliaryWeight, block, ReadoutSchedule.everyStep());
    }

    @Override
    public boolean needsTeacher() {
        return logits.needsTeacher();
    }

    @Override
    public boolean needsEarlyReadout() {
        return true;
    }

    @Override
    public List<String> terms() {
        return TERMS;
    }

    @Override
    public double loss(double[] logits, double[] teacherLogits, int label, double[] gradient, double[] terms) {
        return weightedLoss(logits, teacherLogits, label, 1, gradient, terms);
    }

    /**
     * The terms over the student's logits.
     *
     * @param weight of the record, as {@link #weight} gives it
     * @param gradient [classes], overwritten with d loss / d logits
     * @param terms one number for each of {@link #terms()}, to which the record's are added
     */
    public double weightedLoss(
            double[] logits, double[] teacherLogits, int label, double weight, double[] gradient, double[] terms) {
        return this.logits.loss(
                logits, teacherLogits, label, weighted.hardShare(weight), weighted.softShare(weight), gradient, terms);
    }

    /** {@link #auxiliaryLoss} as an objective over the readout's logits. */
    public Objective auxiliary() {
        return new EarlyReadoutTerm(this);
    }

    /** How much a record counts whose early readout gives these logits, [classes]. */
    public double weight(double[] readout, int label) {
        double logSum = Softmax.logSumExp(readout, 1.0);
        int best = 0;
        for (int c = 1; c < readout.length; c++) {
            best = readout[c] > readout[best] ? c : best;
        }
        double second = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < readout.length; c++) {
            second = c == best ? second : Math.max(second, readout[c]);
        }
        return weighting.weight(Math.exp(readout[best] - logSum) - Math.exp(second - logSum), best != label);
    }

    /**
     * The readout's own term.
     *
     * @param gradient [classes], overwritten with d loss / d readout
     * @param terms one number for each of {@link #terms()}, to which the record's is added
     */
    public double auxiliaryLoss(double[] readout, int label, double[] gradient, double[] terms) {
        double logSum = Softmax.logSumExp(readout, 1.0);
        for (int c = 0; c < readout.length; c++) {
            gradient[c] = auxiliaryWeight * (Math.exp(readout[c] - logSum) - (c == label ? 1.0 : 0.0));
        }
        double loss = auxiliaryWeight * (logSum - readout[label]);
        terms[AUXILIARY] += loss;
        return loss;
    }
}
