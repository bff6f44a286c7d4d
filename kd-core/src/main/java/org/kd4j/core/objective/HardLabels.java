package org.kd4j.core.objective;

/** Cross-entropy with the gold label: log sum exp(z) - z[y]. */
public record HardLabels() implements Objective {

    @Override
    public boolean needsTeacher() {
        return false;
    }

    @Override
    public double loss(double[] logits, double[] teacherLogits, int label, double[] gradient) {
        double logSum = Softmax.logSumExp(logits, 1.0);
        for (int c = 0; c < logits.length; c++) {
            gradient[c] = Math.exp(logits[c] - logSum);
        }
        gradient[label] -= 1.0;
        return logSum - logits[label];
    }
}
