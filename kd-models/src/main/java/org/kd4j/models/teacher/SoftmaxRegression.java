package org.kd4j.models.teacher;

import org.kd4j.core.evaluation.Metrics;
import org.kd4j.core.evaluation.Probabilities;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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
        try (INDArray features = Nd4j.createFromArray(x)) {
            for (double penalty : PENALTIES) {
                parameters = OPTIMIZER.minimize(new Loss(features, y, classes, penalty), parameters);
                SoftmaxRegression model = unpack(parameters, classes);
                Metrics dev = Metrics.of(devY, Probabilities.softmax(model.logits(devX)));
                if (best == null || dev.logLoss() < best.dev.logLoss()) {
                    best = new Fit(model, penalty, dev);
                }
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

    /** The penalized loss; the two products with the features, nearly all of the work, are ND4J's. */
    private record Loss(INDArray features, int[] labels, int classes, double penalty) implements Lbfgs.Function {
        @Override
        public double at(double[] parameters, double[] gradient) {
            SoftmaxRegression model = unpack(parameters, classes);
            int n = labels.length;
            double loss = 0;
            float[][] errors = new float[n][classes];
            double[] biasGradient = new double[classes];
            try (INDArray weights = Nd4j.createFromArray(model.weights);
                    INDArray product = features.mmul(weights.transpose())) {
                float[][] logits = product.toFloatMatrix();
                for (int i = 0; i < n; i++) {
                    loss += errors(logits[i], model.bias, labels[i], errors[i]) / n;
                    for (int c = 0; c < classes; c++) {
                        biasGradient[c] += errors[i][c] / n;
                    }
                }
            }
            try (INDArray error = Nd4j.createFromArray(errors);
                    INDArray product = error.transpose().mmul(features)) {
                return loss + fill(gradient, parameters, product.toFloatMatrix(), biasGradient, n);
            }
        }

        /** Fills softmax(logits + bias) - [class is label] and gives the cross-entropy. */
        private static double errors(float[] logits, float[] bias, int label, float[] errors) {
            double max = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < bias.length; c++) {
                max = Math.max(max, logits[c] + bias[c]);
            }
            double sum = 0;
            for (int c = 0; c < bias.length; c++) {
                sum += Math.exp(logits[c] + bias[c] - max);
            }
            double logSum = max + Math.log(sum);
            for (int c = 0; c < bias.length; c++) {
                errors[c] = (float) (Math.exp(logits[c] + bias[c] - logSum) - (c == label ? 1 : 0));
            }
            return logSum - logits[label] - bias[label];
        }

        private double fill(double[] gradient, double[] parameters, float[][] product, double[] biasGradient, int n) {
            int width = parameters.length / classes;
            double squares = 0;
            for (int c = 0; c < classes; c++) {
                for (int k = 0; k < width - 1; k++) {
                    double w = parameters[c * width + k];
                    squares += w * w;
                    gradient[c * width + k] = product[c][k] / n + penalty * w;
                }
                gradient[c * width + width - 1] = biasGradient[c];
            }
            return 0.5 * penalty * squares;
        }
    }
}
