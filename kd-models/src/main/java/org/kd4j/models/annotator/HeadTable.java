package org.kd4j.models.annotator;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A linear head for each annotator on the vectors that all share, held as one table of heads.
 *
 * <p>Davani et al.: Dealing with Disagreements, 2022 (TACL 10); SepHeads in Heinisch et al.: Architectural Sweet Spots for
 * Modeling Human Label Variation, 2023 (arXiv:2311.03153), which has a layer more in each.
 */
final class HeadTable implements PairHead {
    /** BERT's. */
    private static final double DEVIATION = 0.02;

    private final Weights weights;
    private final Table matrices;
    private final Table biases;
    private final int width;
    private final int classes;

    /**
     * @param annotators number of heads, that of the unknown annotator included
     * @param width of the vectors
     */
    HeadTable(int annotators, int width, int classes, int offset) {
        this.weights = new Weights("heads.", offset);
        this.matrices = Table.of(weights, "weight", DEVIATION, annotators, classes * width);
        this.biases = Table.of(weights, "bias", 0, annotators, classes);
        this.width = width;
        this.classes = classes;
    }

    @Override
    public List<Weights> weights() {
        return List.of(weights);
    }

    @Override
    public Applied apply(
            FloatBuffer parameters, FloatBuffer gradient, float[] vectors, Asked asked, Dropping dropping) {
        Applied dropped = dropping.apply(vectors);
        float[] x = dropped.y();
        Applied heads = matrices.gather(parameters, gradient, asked.ids());
        Applied shifts = biases.gather(parameters, gradient, asked.ids());
        float[] logits = shifts.y().clone();
        for (int pair = 0; pair < asked.size(); pair++) {
            for (int c = 0; c < classes; c++) {
                float sum = 0;
                for (int i = 0; i < width; i++) {
                    sum += heads.y()[(pair * classes + c) * width + i] * x[asked.items()[pair] * width + i];
                }
                logits[pair * classes + c] += sum;
            }
        }
        return dropped.then(new Applied(logits, dy -> back(asked, x, heads, shifts, dy)));
    }

    private float[] back(Asked asked, float[] x, Applied heads, Applied shifts, float[] dy) {
        float[] dx = new float[x.length];
        float[] ofHeads = new float[heads.y().length];
        for (int at = 0; at < dy.length; at++) {
            int item = asked.items()[at / classes] * width;
            for (int i = 0; i < width; i++) {
                ofHeads[at * width + i] = dy[at] * x[item + i];
                dx[item + i] += dy[at] * heads.y()[at * width + i];
            }
        }
        heads.back().apply(ofHeads);
        shifts.back().apply(Arrays.copyOf(dy, dy.length));
        return dx;
    }
}
