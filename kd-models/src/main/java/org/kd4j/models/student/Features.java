package org.kd4j.models.student;

import java.util.SplittableRandom;

/**
 * Pooled features of a batch under dropout, and their gradient. A feature that is kept is divided by the probability of
 * keeping it, so that nothing need change when dropout is off.
 *
 * <p>Srivastava et al.: Dropout, 2014 (JMLR 15). The mask is drawn here and not by DL4J, whose random numbers come from
 * a generator that all networks share.
 *
 * @param values [records · width], after dropout once {@link #drop} has run
 * @param gradients of the same shape
 */
record Features(int records, int width, float[] values, float[] gradients) {

    static Features of(int records, int width) {
        return new Features(records, width, new float[records * width], new float[records * width]);
    }

    /** Applies a mask, and leaves its scale in the gradients: 0 where no gradient can pass. */
    void drop(double probability, SplittableRandom random) {
        float scale = (float) (1 / (1 - probability));
        for (int i = 0; i < values.length; i++) {
            boolean kept = probability == 0 || random.nextDouble() >= probability;
            gradients[i] = kept ? scale : 0f;
            values[i] *= gradients[i];
        }
    }

    /** Where a value is 0 its rectifier is shut: the derivative there is 0, as in PyTorch. */
    void shutRectifiers() {
        for (int i = 0; i < values.length; i++) {
            if (values[i] <= 0) {
                gradients[i] = 0f;
            }
        }
    }

    float gradient(int record, int feature) {
        return gradients[record * width + feature];
    }
}
