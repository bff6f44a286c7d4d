package org.kd4j.core.objective;

/** The normalizer that every entropy term shares, safe for logits of any finite size. */
final class Softmax {
    private Softmax() {}

    /** log sum exp(z / T). */
    static double logSumExp(double[] logits, double temperature) {
        double max = Double.NEGATIVE_INFINITY;
        for (double z : logits) {
            max = Math.max(max, z);
        }
        double sum = 0.0;
        for (double z : logits) {
            sum += Math.exp((z - max) / temperature);
        }
        return max / temperature + Math.log(sum);
    }

    /**
     * log Σ exp(z) - z[label], and its gradient.
     *
     * @param gradient [classes], overwritten
     */
    static double crossEntropy(double[] logits, int label, double[] gradient) {
        double logSum = logSumExp(logits, 1.0);
        for (int c = 0; c < logits.length; c++) {
            gradient[c] = Math.exp(logits[c] - logSum);
        }
        gradient[label] -= 1.0;
        return logSum - logits[label];
    }
}
