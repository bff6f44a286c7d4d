package org.kd4j.models.annotator;

import java.util.SplittableRandom;

/**
 * Dropout of one pass: a share of the values is set to 0, and the others grow.
 *
 * @param share 0 ≤ share < 1; 0: nothing happens and nothing is drawn
 */
record Dropping(double share, SplittableRandom random) {

    /** For answers. */
    static Dropping none() {
        return new Dropping(0, new SplittableRandom(0));
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
