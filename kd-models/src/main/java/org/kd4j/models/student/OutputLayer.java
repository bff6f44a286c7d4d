package org.kd4j.models.student;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.training.LogitGradients;
import org.kd4j.core.training.Pass;
import org.kd4j.core.training.RecordLoss;

/** The linear layer from features to logits, the objective on them, and the way back to the features. */
final class OutputLayer {
    private final int classes;
    private final int width;
    private final int weightsAt;
    private final int biasAt;
    private final float[] weights;
    private final float[] bias;
    private final float[] weightGradient;
    private final float[] biasGradient;

    /**
     * @param weightsAt where the weights start in the flat parameters, class by class
     * @param biasAt where the bias starts in the flat parameters
     */
    OutputLayer(int classes, int width, int weightsAt, int biasAt) {
        this.classes = classes;
        this.width = width;
        this.weightsAt = weightsAt;
        this.biasAt = biasAt;
        weights = new float[classes * width];
        bias = new float[classes];
        weightGradient = new float[classes * width];
        biasGradient = new float[classes];
    }

    /** Throws {@link IllegalArgumentException} if the objective cannot be computed on these records. */
    void check(Batch batch, int[] rows, Objective objective) {
        RecordLoss.check(batch, rows, objective, classes);
    }

    /**
     * Sets the gradient of this layer's parameters, and multiplies the gradients of the features, which hold the scale
     * of dropout, by theirs.
     *
     * @return the sum of the records' losses
     */
    double backward(FloatBuffer parameters, Features features, Pass pass) {
        LogitGradients way = LogitGradients.of(pass, logits(parameters, features.values()));
        Arrays.fill(weightGradient, 0f);
        Arrays.fill(biasGradient, 0f);
        for (int record = 0; record < features.records(); record++) {
            backward(features, record, way.gradients()[record]);
        }
        return way.sum();
    }

    /** Adds the gradient where DL4J keeps the parameters. */
    void addTo(FloatBuffer flatGradient) {
        Vectors.addTo(flatGradient, weightsAt, weightGradient);
        Vectors.addTo(flatGradient, biasAt, biasGradient);
    }

    /**
     * @param features [records, width]
     * @return [records][classes]
     */
    float[][] logits(FloatBuffer parameters, float[] features) {
        parameters.get(weightsAt, weights).get(biasAt, bias);
        float[][] logits = new float[features.length / width][classes];
        for (int record = 0; record < logits.length; record++) {
            for (int c = 0; c < classes; c++) {
                logits[record][c] = logit(features, record, c);
            }
        }
        return logits;
    }

    private float logit(float[] features, int record, int c) {
        return bias[c] + Vectors.dot(weights, c * width, features, record * width, width);
    }

    private void backward(Features features, int record, float[] gradient) {
        int at = record * width;
        float[] sums = new float[width];
        for (int c = 0; c < classes; c++) {
            float g = gradient[c];
            biasGradient[c] += g;
            Vectors.addScaled(g, features.values(), at, weightGradient, c * width, width);
            Vectors.addScaled(g, weights, c * width, sums, 0, width);
        }
        for (int i = 0; i < width; i++) {
            features.gradients()[at + i] *= sums[i];
        }
    }
}
