package org.kd4j.models.student;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** The loops over short stretches of arrays in which students spend their time. */
final class Vectors {
    private Vectors() {}

    /** y[yAt + i] += scale · x[xAt + i] for i from 0 to length - 1. The stretches do not overlap. */
    static void addScaled(float scale, float[] x, int xAt, float[] y, int yAt, int length) {
        for (int i = 0; i < length; i++) {
            y[yAt + i] += scale * x[xAt + i];
        }
    }

    /** y += scale · x, for all of y: at one index, so that the loop becomes vector instructions. */
    static void addScaled(float scale, float[] x, float[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] += scale * x[i];
        }
    }

    /** Sum of x[xAt + i] · y[yAt + i]; four sums side by side, since a single one would wait for every addition. */
    static float dot(float[] x, int xAt, float[] y, int yAt, int length) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 3 < length; i += 4) {
            s0 += x[xAt + i] * y[yAt + i];
            s1 += x[xAt + i + 1] * y[yAt + i + 1];
            s2 += x[xAt + i + 2] * y[yAt + i + 2];
            s3 += x[xAt + i + 3] * y[yAt + i + 3];
        }
        for (; i < length; i++) {
            s0 += x[xAt + i] * y[yAt + i];
        }
        return s0 + s1 + s2 + s3;
    }

    /** y[yAt + i] += x[i] for all of x. */
    static void addTo(FloatBuffer y, int yAt, float[] x) {
        float[] sum = new float[x.length];
        y.get(yAt, sum);
        addScaled(1f, x, 0, sum, 0, x.length);
        y.put(yAt, sum);
    }

    /** The rows of a matrix one behind the other. */
    static float[] flat(float[][] rows) {
        int width = rows[0].length;
        float[] flat = new float[rows.length * width];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, flat, row * width, width);
        }
        return flat;
    }

    /** The way back of {@link #flat}. */
    static float[][] rows(float[] flat, int width) {
        float[][] rows = new float[flat.length / width][];
        Arrays.setAll(rows, row -> Arrays.copyOfRange(flat, row * width, (row + 1) * width));
        return rows;
    }
}
