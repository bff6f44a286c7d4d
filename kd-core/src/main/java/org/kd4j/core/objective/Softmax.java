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
}
