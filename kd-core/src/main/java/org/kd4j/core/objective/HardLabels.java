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
        double loss = Softmax.crossEntropy(logits, label, gradient);
        terms[0] += loss;
        return loss;
    }
}
