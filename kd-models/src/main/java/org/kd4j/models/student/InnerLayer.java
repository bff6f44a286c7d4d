package org.kd4j.models.student;

import java.nio.FloatBuffer;
import org.kd4j.core.numbers.Rows;
import org.kd4j.models.head.HeadKind;

/** A linear layer of a head, with its activation, over a few records: y = f(x Wᵀ + b). */
final class InnerLayer {
    private final int width;
    private final int weightsAt;
    private final int biasAt;
    private final HeadKind kind;
    /** A row for each output: loops over two rows become vector instructions if both begin their arrays. */
    private final float[][] weights;

    private final float[] bias;

    /**
     * @param width of input and output
     * @param weightsAt where the weights start in the flat parameters, output by output
     * @param biasAt where the bias starts in the flat parameters
     * @param kind with an inner layer
     */
    InnerLayer(int width, int weightsAt, int biasAt, HeadKind kind) {
        this.width = width;
        this.weightsAt = weightsAt;
        this.biasAt = biasAt;
        this.kind = kind;
        this.weights = new float[width][width];
        this.bias = new float[width];
    }

    /**
     * What a layer gives.
     *
     * @param y [records, width]
     * @param slopes derivatives of the function at x Wᵀ + b, of the same shape
     */
    record Activated(float[] y, float[] slopes) {}

    /** @param x [records, width] */
    Activated forward(FloatBuffer parameters, float[] x) {
        for (int out = 0; out < width; out++) {
            parameters.get(weightsAt + out * width, weights[out]);
        }
        parameters.get(biasAt, bias);
        float[][] inputs = Vectors.rows(x, width);
        float[] y = new float[x.length];
        for (int out = 0; out < width; out++) {
            for (int record = 0; record < inputs.length; record++) {
                y[record * width + out] = bias[out] + Rows.dot(weights[out], inputs[record], 0, width);
            }
        }
        float[] slopes = new float[y.length];
        kind.apply(y, slopes);
        return new Activated(y, slopes);
    }

    /**
     * Adds to the gradient of this layer's parameters; {@link #forward} must have seen the same parameters.
     *
     * @param slopes of what {@link #forward} gave for x
     * @param dy gradient of y
     * @return gradient of x
     */
    float[] backward(FloatBuffer gradient, float[] x, float[] slopes, float[] dy) {
        float[][] inputs = Vectors.rows(x, width);
        float[][] inputGradients = new float[inputs.length][width];
        float[] biasGradient = new float[width];
        for (int out = 0; out < width; out++) {
            float[] weightGradient = new float[width];
            for (int record = 0; record < inputs.length; record++) {
                int at = record * width + out;
                float g = dy[at] * slopes[at];
                biasGradient[out] += g;
                Vectors.addScaled(g, inputs[record], weightGradient);
                Vectors.addScaled(g, weights[out], inputGradients[record]);
            }
            Vectors.addTo(gradient, weightsAt + out * width, weightGradient);
        }
        Vectors.addTo(gradient, biasAt, biasGradient);
        return Vectors.flat(inputGradients);
    }
}
