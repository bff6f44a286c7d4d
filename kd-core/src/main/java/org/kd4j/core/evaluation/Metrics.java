package org.kd4j.core.evaluation;

import java.util.Arrays;

/**
 * How well class probabilities answer gold labels. The predicted class is the one of the largest probability, the lowest
 * index among equals. Definitions follow scikit-learn where it has the metric.
 *
 * @param records number of records, n
 * @param accuracy share of records whose predicted class is the label, 0 … 1
 * @param macroF1 mean of {@code f1} over all classes, absent ones counting as 0
 * @param precision by class, 0 where the class was never predicted
 * @param recall by class, 0 where the class never occurs
 * @param f1 by class, harmonic mean of precision and recall, 0 where both are 0
 * @param confusion [label][predicted] counts
 * @param calibrationError {@link Calibration#expectedError} with {@link Calibration#DEFAULT_BINS} bins, 0 … 1
 * @param logLoss mean of -log p[label] in nats, p clipped to [2⁻⁵², 1]
 * @param brier mean over the records of the sum over the classes of (p - [class is label])², 0 … 2
 * @param matthews Matthews' correlation of predicted class and label (multi-class: Gorodkin 2004), -1 … 1; 0 where undefined
 */
public record Metrics(
        int records,
        double accuracy,
        double macroF1,
        double[] precision,
        double[] recall,
        double[] f1,
        long[][] confusion,
        double calibrationError,
        double logLoss,
        double brier,
        double matthews) {

    /**
     * @param labels [n], 0 … classes-1
     * @param probabilities [n][classes], rows summing to 1
     * @throws IllegalArgumentException if the lengths differ, there are no records, or a label is out of range
     */
    public static Metrics of(int[] labels, double[][] probabilities) {
        if (labels.length == 0 || labels.length != probabilities.length) {
            throw new IllegalArgumentException(labels.length + " labels and " + probabilities.length
                    + " rows of probabilities: expected as many, and at least one");
        }
        int classes = probabilities[0].length;
        long[][] confusion = confusion(labels, probabilities, classes);
        double[] precision = new double[classes];
        double[] recall = new double[classes];
        double[] f1 = new double[classes];
        long hits = 0;
        for (int c = 0; c < classes; c++) {
            long predicted = 0;
            for (long[] row : confusion) {
                predicted += row[c];
            }
            long support = Arrays.stream(confusion[c]).sum();
            long hit = confusion[c][c];
            hits += hit;
            precision[c] = ratio(hit, predicted);
            recall[c] = ratio(hit, support);
            f1[c] = ratio(2.0 * hit, predicted + support);
        }
        return new Metrics(
                labels.length,
                ratio(hits, labels.length),
                Arrays.stream(f1).average().orElseThrow(),
                precision,
                recall,
                f1,
                confusion,
                Calibration.expectedError(labels, probabilities, Calibration.DEFAULT_BINS),
                logLoss(labels, probabilities),
                brier(labels, probabilities),
                matthews(confusion));
    }

    /** Share of records on which two classifiers predict the same class, 0 … 1. */
    public static double agreement(double[][] some, double[][] others) {
        int same = 0;
        for (int i = 0; i < some.length; i++) {
            same += Probabilities.argmax(some[i]) == Probabilities.argmax(others[i]) ? 1 : 0;
        }
        return ratio(same, some.length);
    }

    private static long[][] confusion(int[] labels, double[][] probabilities, int classes) {
        long[][] confusion = new long[classes][classes];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException(
                        "label " + labels[i] + " of record " + i + ": expected 0 to " + (classes - 1));
            }
            confusion[labels[i]][Probabilities.argmax(probabilities[i])]++;
        }
        return confusion;
    }

    private static double logLoss(int[] labels, double[][] probabilities) {
        double sum = 0.0;
        for (int i = 0; i < labels.length; i++) {
            sum -= Probabilities.log(probabilities[i][labels[i]]);
        }
        return sum / labels.length;
    }

    private static double brier(int[] labels, double[][] probabilities) {
        double sum = 0.0;
        for (int i = 0; i < labels.length; i++) {
            for (int c = 0; c < probabilities[i].length; c++) {
                double error = probabilities[i][c] - (c == labels[i] ? 1.0 : 0.0);
                sum += error * error;
            }
        }
        return sum / labels.length;
    }

    private static double matthews(long[][] confusion) {
        double n = 0;
        double hits = 0;
        double crossed = 0;
        double labelSquares = 0;
        double predictedSquares = 0;
        for (int c = 0; c < confusion.length; c++) {
            double support = 0;
            double predicted = 0;
            for (int d = 0; d < confusion.length; d++) {
                support += confusion[c][d];
                predicted += confusion[d][c];
            }
            n += support;
            hits += confusion[c][c];
            crossed += support * predicted;
            labelSquares += support * support;
            predictedSquares += predicted * predicted;
        }
        return ratio(hits * n - crossed, Math.sqrt((n * n - labelSquares) * (n * n - predictedSquares)));
    }

    private static double ratio(double part, double whole) {
        return whole == 0 ? 0.0 : part / whole;
    }
}
