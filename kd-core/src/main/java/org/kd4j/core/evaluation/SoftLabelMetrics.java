package org.kd4j.core.evaluation;

/**
 * How well distributions over the classes answer those of the labels that items were given, each a mean over the items.
 *
 * @param crossEntropy -Σ t log p in nats, p clipped to [2⁻⁵², 1]
 * @param floor the least that can be: the entropy of t
 * @param prior the cross-entropy of the share of each class over the items, for every item
 * @param divergence KL(t ‖ p) = crossEntropy - floor
 * @param manhattan Σ |t - p|, 0 … 2
 * @param wasserstein Σ |T - P| of the cumulative distributions: for ordinal classes, in steps between neighbours
 */
public record SoftLabelMetrics(
        double crossEntropy, double floor, double prior, double divergence, double manhattan, double wasserstein) {
    /**
     * @param targets t, [items][classes], rows summing to 1
     * @param predictions p, the same
     * @throws IllegalArgumentException if there is no item, or not one prediction each
     */
    public static SoftLabelMetrics of(double[][] targets, double[][] predictions) {
        if (targets.length == 0 || targets.length != predictions.length) {
            throw new IllegalArgumentException("soft labels: found " + targets.length + " targets and "
                    + predictions.length + " predictions, expected as many, and at least one");
        }
        double[] prior = mean(targets);
        double crossEntropy = 0;
        double floor = 0;
        double ofPrior = 0;
        double manhattan = 0;
        double wasserstein = 0;
        for (int item = 0; item < targets.length; item++) {
            crossEntropy += Probabilities.crossEntropy(targets[item], predictions[item]);
            floor += Probabilities.crossEntropy(targets[item], targets[item]);
            ofPrior += Probabilities.crossEntropy(targets[item], prior);
            manhattan += manhattan(targets[item], predictions[item]);
            wasserstein += wasserstein(targets[item], predictions[item]);
        }
        int n = targets.length;
        // A difference of sums that are equal comes out below 0 now and then.
        double divergence = Math.max(0, crossEntropy - floor);
        return new SoftLabelMetrics(
                crossEntropy / n, floor / n, ofPrior / n, divergence / n, manhattan / n, wasserstein / n);
    }

    private static double[] mean(double[][] rows) {
        double[] mean = new double[rows[0].length];
        for (double[] row : rows) {
            for (int c = 0; c < mean.length; c++) {
                mean[c] += row[c] / rows.length;
            }
        }
        return mean;
    }

    private static double manhattan(double[] target, double[] prediction) {
        double sum = 0;
        for (int c = 0; c < target.length; c++) {
            sum += Math.abs(target[c] - prediction[c]);
        }
        return sum;
    }

    private static double wasserstein(double[] target, double[] prediction) {
        double sum = 0;
        double ahead = 0;
        for (int c = 0; c < target.length; c++) {
            ahead += target[c] - prediction[c];
            sum += Math.abs(ahead);
        }
        return sum;
    }
}
