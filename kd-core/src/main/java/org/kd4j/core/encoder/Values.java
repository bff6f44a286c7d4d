package org.kd4j.core.encoder;

import java.nio.FloatBuffer;

/** Copies small weights to the heap. */
final class Values {
    private Values() {}

    static float[] of(FloatBuffer values) {
        float[] copy = new float[values.remaining()];
        values.get(values.position(), copy);
        return copy;
    }

    /** The values several times over, for loops over several rows in one. */
    static float[] repeated(float[] values, int times) {
        float[] tiled = new float[values.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(values, 0, tiled, i * values.length, values.length);
        }
        return tiled;
    }
}
