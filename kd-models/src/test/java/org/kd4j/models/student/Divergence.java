package org.kd4j.models.student;

import java.util.stream.IntStream;

/** Kullback and Leibler's of two rows of logits, by its formula. */
final class Divergence {
    private Divergence() {}

    static double[] logSoftmax(float[] logits, double temperature) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit / temperature);
        }
        double[] logs = new double[logits.length];
        for (int c = 0; c < logs.length; c++) {
            logs[c] = logits[c] / temperature - Math.log(sum);
        }
        return logs;
    }

    static double divergence(float[] teacher, float[] student, double temperature) {
        double[] t = logSoftmax(teacher, temperature);
        double[] s = logSoftmax(student, temperature);
        return IntStream.range(0, t.length)
                .mapToDouble(c -> Math.exp(t[c]) * (t[c] - s[c]))
                .sum();
    }
}
