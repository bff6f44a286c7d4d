package org.kd4j.models.teacher;

import java.util.Arrays;
import org.kd4j.core.evaluation.Metrics;
import org.kd4j.core.evaluation.Probabilities;
import org.kd4j.core.objective.HardLabels;
import org.kd4j.core.objective.Objective;

/**
 * A linear classifier: logits = weights · x + bias.
 *
 * @param weights [classes][features]
 * @param bias [classes]
 */
record SoftmaxRegression(float[][] weights, float[] bias) {
    /** Weight of ½‖weights‖² beside the mean cross-entropy, strongest first, so that each fit starts near the next. */
    private static final double[] PENALTIES = {1e-1, 1e-2, 1e-3, 1e-4, 1e-5};

    private static final Lbfgs OPTIMIZER = new Lbfgs(1e-5, 1000);

    int classes() {
        return bias.length;
    }

    /** Logits [classes] of one vector [features], accumulated in double. */
    float[] logits(float[] x) {
        float[] logits = new float[bias.length];
        for (int c = 0; c < logits.length; c++) {
            double sum = bias[c];
            for (int k = 0; k < x.length; k++) {
                sum += (double) weights[c][k] * x[k];
            }
            logits[c] = (float) sum;
        }
        return logits;
    }

    float[][] logits(float[][] vectors) {
        float[][] logits = new float[vectors.length][];
        for (int i = 0; i < vectors.length; i++) {
            logits[i] = logits(vectors[i]);
        }
        return logits;
    }

    /**
     * A fit, and how strongly its weights were held back.
     *
     * @param penalty the L2 weight that gave the smallest log loss on dev
     * @param dev metrics on the dev vectors
     */
    record Fit(SoftmaxRegression model, double penalty, Metrics dev) {}

    /**
     * Minimizes mean cross-entropy + ½ penalty ‖weights‖² on the training vectors for several penalties, and takes the
     * one with the smallest log loss on dev.
     *
     * @param x [n][features]
     * @param y [n], 0 … classes-1
     */
    static Fit fit(float[][] x, int[] y, int classes, float[][] devX, int[] devY) {
        double[] parameters = new double[classes * (x[0].length + 1)];
        Fit best = null;
        for (double penalty : PENALTIES) {
            parameters = OPTIMIZER.minimize(new Loss(x, y, classes, penalty), parameters);
            SoftmaxRegression model = unpack(parameters, classes);
            Metrics dev = Metrics.of(devY, Probabilities.softmax(model.logits(devX)));
            if (best == null || dev.logLoss() < best.dev.logLoss()) {
                best = new Fit(model, penalty, dev);
            }
        }
        return best;
    }

    /** Parameters lie class by class: the weights, then the bias. */
    private static SoftmaxRegression unpack(double[] parameters, int classes) {
        int features = parameters.length / classes - 1;
        float[][] weights = new float[classes][features];
        float[] bias = new float[classes];
        for (int c = 0; c < classes; c++) {
            for (int k = 0; k < features; k++) {
                weights[c][k] = (float) parameters[c * (features + 1) + k];
            }
            bias[c] = (float) parameters[c * (features + 1) + features];
        }
        return new SoftmaxRegression(weights, bias);
    }

    /**
     * The penalized loss. Sums are in double: in float, rounding would hide the descent near the minimum from the line
     * search.
     */
    private record Loss(float[][] x, int[] labels, int classes, double penalty) implements Lbfgs.Function {
        @Override
        public double at(double[] parameters, double[] gradient) {
            int width = parameters.length / classes;
            double[] logits = new double[classes];
            double[] error = new double[classes];
            Objective crossEntropy = new HardLabels();
            Arrays.fill(gradient, 0);
            double loss = 0;
            for (int i = 0; i < x.length; i++) {
                for (int c = 0; c < classes; c++) {
                    logits[c] = parameters[(c + 1) * width - 1] + dot(parameters, c * width, x[i]);
                }
                loss += crossEntropy.loss(logits, null, labels[i], error);
                for (int c = 0; c < classes; c++) {
                    addScaled(gradient, c * width, error[c] / x.length, x[i]);
                    gradient[(c + 1) * width - 1] += error[c] / x.length;
                }
            }
            return loss / x.length + penalize(parameters, gradient, width);
        }

        /** The bias, last of each class, is free. */
        private double penalize(double[] parameters, double[] gradient, int width) {
            double squares = 0;
            for (int k = 0; k < parameters.length; k++) {
                if (k % width != width - 1) {
                    squares += parameters[k] * parameters[k];
                    gradient[k] += penalty * parameters[k];
                }
            }
            return 0.5 * penalty * squares;
        }

        /** Four sums side by side: a single one would wait for itself at every addition. */
        private static double dot(double[] weights, int at, float[] x) {
            double s0 = 0;
            double s1 = 0;
            double s2 = 0;
            double s3 = 0;
            int k = 0;
            for (; k + 3 < x.length; k += 4) {
                s0 += weights[at + k] * x[k];
                s1 += weights[at + k + 1] * x[k + 1];
                s2 += weights[at + k + 2] * x[k + 2];
                s3 += weights[at + k + 3] * x[k + 3];
            }
            for (; k < x.length; k++) {
                s0 += weights[at + k] * x[k];
            }
            return s0 + s1 + s2 + s3;
        }

        private static void addScaled(double[] sum, int at, double scale, float[] x) {
            for (int k = 0; k < x.length; k++) {
                sum[at + k] += scale * x[k];
            }
        }
    }
}
