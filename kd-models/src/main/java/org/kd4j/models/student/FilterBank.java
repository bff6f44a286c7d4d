package org.kd4j.models.student;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The filters of one width, their maximum over the positions of a text, and the way back. A maximum passes its gradient
 * to one window only, so that the way back costs a hundredth of a convolution's; DL4J's goes through every position.
 *
 * <p>Here a kernel is kept as [filter][tap][dimension], so that the innermost loops run along embeddings; DL4J's flat
 * parameters have [tap][dimension][filter], see {@link KimCnnGraph#setKernel}.
 */
final class FilterBank {
    private final int width;
    private final int filters;
    private final int dimension;
    private final int kernelAt;
    private final int biasAt;
    private final float[] stored;
    private final float[] kernel;
    private final float[] kernelGradient;
    private final float[] biasGradient;
    /** First token of the winning window, [records · filters]. */
    private int[] winners = new int[0];

    /**
     * @param kernelAt where the kernel starts in the flat parameters
     * @param biasAt where the bias starts in the flat parameters
     */
    FilterBank(int width, int filters, int dimension, int kernelAt, int biasAt) {
        this.width = width;
        this.filters = filters;
        this.dimension = dimension;
        this.kernelAt = kernelAt;
        this.biasAt = biasAt;
        stored = new float[filters * dimension * width];
        kernel = new float[stored.length];
        kernelGradient = new float[stored.length];
        biasGradient = new float[filters];
    }

    /**
     * Takes the maximum of every filter over the positions of every record.
     *
     * @param maps what the filters answer, after the activation, [records, filters, positions]
     * @param features receives the maxima, [records, stride]
     * @param stride features of a record, all banks together
     * @param column of this bank's first feature
     */
    void pool(float[] maps, float[] features, int stride, int column) {
        int records = features.length / stride;
        int positions = maps.length / (records * filters);
        if (winners.length < records * filters) {
            winners = new int[records * filters];
        }
        for (int map = 0; map < records * filters; map++) {
            int from = map * positions;
            int best = from;
            for (int at = from + 1; at < from + positions; at++) {
                best = maps[at] > maps[best] ? at : best;
            }
            winners[map] = best - from;
            features[map / filters * stride + column + map % filters] = maps[best];
        }
    }

    /** Sets the gradient of this bank's parameters, and adds to that of the embeddings. */
    void backward(FloatBuffer parameters, Features features, int column, EmbeddedTokens tokens) {
        readKernel(parameters);
        Arrays.fill(kernelGradient, 0f);
        Arrays.fill(biasGradient, 0f);
        for (int record = 0; record < features.records(); record++) {
            for (int filter = 0; filter < filters; filter++) {
                float gradient = features.gradient(record, column + filter);
                if (gradient != 0f) {
                    biasGradient[filter] += gradient;
                    window(filter, gradient, tokens, tokens.row(record) + winners[record * filters + filter]);
                }
            }
        }
    }

    private void window(int filter, float gradient, EmbeddedTokens tokens, int first) {
        int length = width * dimension;
        int k = filter * length;
        int e = first * dimension;
        Vectors.addScaled(gradient, tokens.values(), e, kernelGradient, k, length);
        Vectors.addScaled(gradient, kernel, k, tokens.gradients(), e, length);
    }

    /** Adds the gradient where DL4J keeps the parameters. */
    void addTo(float[] flatGradient) {
        Vectors.addScaled(1f, biasGradient, 0, flatGradient, biasAt, filters);
        int length = width * dimension;
        for (int filter = 0; filter < filters; filter++) {
            for (int i = 0; i < length; i++) {
                flatGradient[kernelAt + i * filters + filter] += kernelGradient[filter * length + i];
            }
        }
    }

    private void readKernel(FloatBuffer parameters) {
        parameters.get(kernelAt, stored);
        int length = width * dimension;
        for (int filter = 0; filter < filters; filter++) {
            for (int i = 0; i < length; i++) {
                kernel[filter * length + i] = stored[i * filters + filter];
            }
        }
    }
}
