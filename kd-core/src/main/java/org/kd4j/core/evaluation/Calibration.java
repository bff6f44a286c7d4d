package org.kd4j.core.evaluation;

/** How far the confidence of predictions is from their accuracy. */
public final class Calibration {
    /** The number of bins that results are reported with. */
    public static final int DEFAULT_BINS = 15;

    private Calibration() {}

    /**
     * Expected calibration error: predictions are binned by their top probability into equal widths (lo, hi], and the
     * gaps |accuracy - mean confidence| of the bins are averaged, weighted by the records in each.
     *
     * <p>Guo, Pleiss, Sun, Weinberger: On Calibration of Modern Neural Networks, 2017 (arXiv:1706.04599), equation 3.
     *
     * @param labels [n]
     * @param probabilities [n][classes]
     * @param bins number of bins, ≥ 1
     * @return 0 … 1
     */
    public static double expectedError(int[] labels, double[][] probabilities, int bins) {
        double[] confidence = new double[bins];
        double[] hits = new double[bins];
        for (int i = 0; i < labels.length; i++) {
            int predicted = Probabilities.argmax(probabilities[i]);
            double top = probabilities[i][predicted];
            int bin = bin(top, bins);
            confidence[bin] += top;
            hits[bin] += predicted == labels[i] ? 1 : 0;
        }
        double error = 0.0;
        for (int b = 0; b < bins; b++) {
            error += Math.abs(hits[b] - confidence[b]) / labels.length;
        }
        return error;
    }

    /** The bin of (lo, hi] that holds a probability > 0; the edges are the doubles nearest to b / bins. */
    private static int bin(double probability, int bins) {
        int bin = Math.min(bins - 1, (int) (probability * bins));
        while (bin > 0 && probability <= (double) bin / bins) {
            bin--;
        }
        while (bin < bins - 1 && probability > (double) (bin + 1) / bins) {
            bin++;
        }
        return bin;
    }
}
