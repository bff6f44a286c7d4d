package org.kd4j.core.objective;

import java.util.List;

/** Cross-entropy with the gold label: log sum exp(z) - z[y]. */
public record HardLabels() implements Objective {
    private static final List<String> TERMS = List.of("hard");

    @Override
    public boolean needsTeacher() {
        return false;
    }

    @Override
    public List<String> terms() {
        return TERMS;
    }

    @Override
    public double loss(double[] logits, double[] teacherLogits, int label, double[] gradient, double[] terms) {
        double logSum = Softmax.logSumExp(logits, 1.0);
        for (int c = 0; c < logits.length; c++) {
            gradient[c] = Math.exp(logits[c] - logSum);
        }
        gradient[label] -= 1.0;
        terms[0] += logSum - logits[label];
        return logSum - logits[label];
    }
}
