package org.kd4j.models.student;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.kd4j.core.seed.Seeds;

/**
 * Parameters of a {@link FastTextLinear}, changed in place by training.
 *
 * @param embeddings [vocabularySize · dimension], token by token
 * @param output [classes · dimension], class by class
 * @param bias [classes]
 */
record FastTextWeights(float[] embeddings, float[] output, float[] bias) {

    /** Throws {@link IllegalArgumentException} if an array's length is not what the settings ask for. */
    FastTextWeights checked(FastTextSettings settings) {
        TextTask task = settings.task();
        if (embeddings.length != task.vocabularySize() * settings.dimension()
                || output.length != task.classes() * settings.dimension()
                || bias.length != task.classes()) {
            throw new IllegalArgumentException("weights: found " + embeddings.length + " + " + output.length + " + "
                    + bias.length + " numbers, expected the shape of " + settings);
        }
        return this;
    }

    /** Embeddings uniform in [0, 1 / dimension), the padding row and the output zero. */
    static FastTextWeights random(FastTextSettings settings, long seed) {
        TextTask task = settings.task();
        int dimension = settings.dimension();
        float[] embeddings = new float[Math.multiplyExact(task.vocabularySize(), dimension)];
        SplittableRandom random = Seeds.stream(seed, "initial weights", 0);
        for (int i = 0; i < embeddings.length; i++) {
            embeddings[i] = (float) (random.nextDouble() / dimension);
        }
        FastTextWeights weights =
                new FastTextWeights(embeddings, new float[task.classes() * dimension], new float[task.classes()]);
        Arrays.fill(embeddings, task.paddingId() * dimension, (task.paddingId() + 1) * dimension, 0f);
        return weights;
    }
}
