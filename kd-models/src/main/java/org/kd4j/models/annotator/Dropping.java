package org.kd4j.models.annotator;

import java.util.SplittableRandom;

/**
 * Dropout of one pass: a share of the values is set to 0, and the others grow.
 *
 * @param share 0 ≤ share < 1; 0: nothing happens and nothing is drawn
 * @param random null for answers, where nothing is ever dropped
 */
record Dropping(double share, SplittableRandom random) {

    /** For answers. */
    static Dropping none() {
        return new Dropping(0, null);
    }

    /** Of the same pass, and so still none for answers. */
    Dropping withShare(double another) {
        return random == null ? this : new Dropping(another, random);
    }

    Applied apply(float[] x) {
        if (share == 0) {
            return new Applied(x, dy -> dy);
        }
        float growth = (float) (1 / (1 - share));
        float[] mask = new float[x.length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = random.nextDouble() < share ? 0 : growth;
        }
        return new Applied(Matrices.product(x, mask), dy -> Matrices.product(dy, mask));
    }
}
