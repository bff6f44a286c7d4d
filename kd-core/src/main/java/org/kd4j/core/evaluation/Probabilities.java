package org.kd4j.core.evaluation;

/** Class probabilities from logits. */
public final class Probabilities {
    private static final double SMALLEST = Math.ulp(1.0);

    private Probabilities() {}

    /** softmax(z) of each row, in double precision: [n][classes] to [n][classes]. */
    public static double[][] softmax(float[][] logits) {
        double[][] probabilities = new double[logits.length][];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = softmax(logits[i]);
        }
        return probabilities;
    }

    private static double[] softmax(float[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (float z : logits) {
            max = Math.max(max, z);
        }
        double[] p = new double[logits.length];
        double sum = 0.0;
        for (int c = 0; c < p.length; c++) {
            p[c] = Math.exp(logits[c] - max);
            sum += p[c];
        }
        for (int c = 0; c < p.length; c++) {
            p[c] /= sum;
        }
        return p;
    }

    /** What several say together: the logarithm of the mean of their probabilities, from logits [n][classes]. */
    public static float[] together(float[][] logits) {
        double[] sums = new double[logits[0].length];
        for (double[] one : softmax(logits)) {
            for (int c = 0; c < sums.length; c++) {
                sums[c] += one[c] / logits.length;
            }
        }
        float[] together = new float[sums.length];
        for (int c = 0; c < sums.length; c++) {
            together[c] = (float) Math.log(Math.max(Float.MIN_NORMAL, sums[c]));
        }
        return together;
    }

    /** The index of the largest value, the lowest among equals. */
    public static int argmax(double[] values) {
        int best = 0;
        for (int c = 1; c < values.length; c++) {
            if (values[c] > values[best]) {
                best = c;
            }
        }
        return best;
    }

    /** log p in nats, p clipped to [2⁻⁵², 1]: from the spacing of doubles at 1 on, as in scikit-learn. */
    static double log(double p) {
        return Math.log(Math.max(SMALLEST, Math.min(1.0, p)));
    }

    /** -Σ t log p; where t is 0 the product is 0. */
    static double crossEntropy(double[] t, double[] p) {
        double sum = 0;
        for (int c = 0; c < t.length; c++) {
            sum -= t[c] > 0 ? t[c] * log(p[c]) : 0;
        }
        return sum;
    }
}
