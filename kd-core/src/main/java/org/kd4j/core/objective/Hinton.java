package org.kd4j.core.objective;

import java.util.List;

/**
 * Soft targets: hardWeight · CE(y, z) + softWeight · T² · KL(softmax(t / T) ‖ softmax(z / T)), with student logits z
 * and teacher logits t. T² keeps the size of the gradient when T changes.
 *
 * <p>Hinton, Vinyals, Dean: Distilling the Knowledge in a Neural Network, 2015 (arXiv:1503.02531), section 2. What many
 * papers call alpha is softWeight here, with hardWeight = 1 - alpha.
 *
 * @param temperature T, > 0; 1 to 20 are usual
 * @param hardWeight weight of the gold label, ≥ 0
 * @param softWeight weight of the teacher, ≥ 0; not both weights are 0
 * @param reduction of the KL term over the classes; published code differs by this factor
 */
public record Hinton(double temperature, double hardWeight, double softWeight, Reduction reduction)
        implements Objective {
    private static final List<String> TERMS = List.of("hard", "soft");

    /** Throws {@link IllegalArgumentException} if a value is outside its range. */
    public Hinton {
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature: found " + temperature + ", expected a number > 0");
        }
        Weights.check(hardWeight, softWeight);
    }

    /** softWeight = alpha, hardWeight = 1 - alpha, {@link Reduction#BATCHMEAN}. */
    public static Hinton of(double temperature, double alpha) {
        return new Hinton(temperature, 1 - alpha, alpha, Reduction.BATCHMEAN);
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
        return loss(logits, teacherLogits, label, 1, 1, gradient, terms);
    }

    /**
     * The loss of a record that counts more or less than others.
     *
     * @param hardShare by which the record's hard term is multiplied, ≥ 0
     * @param softShare by which its soft term is
     */
    double loss(
            double[] logits,
            double[] teacherLogits,
            int label,
            double hardShare,
            double softShare,
            double[] gradient,
            double[] terms) {
        int classes = logits.length;
        double hardWeight = this.hardWeight * hardShare;
        double softWeight = this.softWeight * softShare;
        double hardLogSum = Softmax.logSumExp(logits, 1.0);
        double hard = hardWeight * (hardLogSum - logits[label]);
        for (int c = 0; c < classes; c++) {
            gradient[c] = hardWeight * (Math.exp(logits[c] - hardLogSum) - (c == label ? 1.0 : 0.0));
        }
        terms[0] += hard;
        if (!needsTeacher()) {
            return hard;
        }
        double studentLogSum = Softmax.logSumExp(logits, temperature);
        double teacherLogSum = Softmax.logSumExp(teacherLogits, temperature);
        double weight = softWeight * reduction.scale(classes);
        double divergence = 0.0;
        for (int c = 0; c < classes; c++) {
            double studentLog = logits[c] / temperature - studentLogSum;
            double teacherLog = teacherLogits[c] / temperature - teacherLogSum;
            double p = Math.exp(teacherLog);
            // A probability that underflows to 0 contributes 0, the limit of p log p, whatever the logarithms are.
            divergence += p == 0.0 ? 0.0 : p * (teacherLog - studentLog);
            gradient[c] += weight * temperature * (Math.exp(studentLog) - p);
        }
        double soft = weight * temperature * temperature * divergence;
        terms[1] += soft;
        return hard + soft;
    }
}
