package org.kd4j.core.objective;

import java.util.List;

/**
 * Regression of the teacher's raw logits: hardWeight · CE(y, z) + softWeight · ‖z - t‖² , the square averaged
 * ({@link Reduction#MEAN}) or summed ({@link Reduction#BATCHMEAN}) over the classes. There is no temperature.
 *
 * <p>Tang et al.: Distilling Task-Specific Knowledge from BERT into Simple Neural Networks, 2019 (arXiv:1903.12136),
 * equation 3, which puts alpha on the hard term: give both weights by name.
 *
 * @param hardWeight weight of the gold label, ≥ 0
 * @param softWeight weight of the squared error, ≥ 0; not both weights are 0
 * @param reduction of the squared error over the classes
 */
public record LogitRegression(double hardWeight, double softWeight, Reduction reduction) implements Objective {
    private static final List<String> TERMS = List.of("hard", "soft");

    /** Throws {@link IllegalArgumentException} if a weight is outside its range. */
    public LogitRegression {
        Weights.check(hardWeight, softWeight);
    }

    @Override
    public boolean needsTeacher() {
        return softWeight > 0;
    }

    @Override
    public List<String> terms() {
        return TERMS;
    }

    @Override
    public double loss(double[] logits, double[] teacherLogits, int label, double[] gradient, double[] terms) {
        double logSum = Softmax.logSumExp(logits, 1.0);
        double hard = hardWeight * (logSum - logits[label]);
        double weight = softWeight * reduction.scale(logits.length);
        double squares = 0.0;
        for (int c = 0; c < logits.length; c++) {
            double error = needsTeacher() ? logits[c] - teacherLogits[c] : 0.0;
            squares += error * error;
            gradient[c] = hardWeight * (Math.exp(logits[c] - logSum) - (c == label ? 1.0 : 0.0)) + 2 * weight * error;
        }
        terms[0] += hard;
        terms[1] += weight * squares;
        return hard + weight * squares;
    }
}
