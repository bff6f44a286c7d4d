package org.kd4j.core.encoder;

/** Layer normalisation of rows in place, after the addition of a bias. */
final class NormKernel {
    private final int width;
    private final float epsilon;
    private final float[] gain;
    private final float[] bias;

    NormKernel(Norm norm) {
        this.width = norm.width();
        this.epsilon = norm.epsilon();
        this.gain = Values.of(norm.gain());
        this.bias = Values.of(norm.bias());
    }

    /** Normalises rows [rows, width] of {@code x}. */
    void apply(float[] x, int rows) {
        for (int row = 0; row < rows; row++) {
            int at = row * width;
            center(x, at, sum(x, at, width) / width, width);
            float variance = squares(x, at, width) / width;
            scale(x, at, (float) (1 / Math.sqrt((double) variance + epsilon)), gain, bias, width);
        }
    }

    private static void center(float[] x, int at, float mean, int width) {
        for (int i = 0; i < width; i++) {
            x[at + i] -= mean;
        }
    }

    private static void scale(float[] x, int at, float factor, float[] gain, float[] bias, int width) {
        for (int i = 0; i < width; i++) {
            x[at + i] = x[at + i] * factor * gain[i] + bias[i];
        }
    }

    /** Eight sums side by side: a single one would wait for itself at every addition, and lose more to rounding. */
    private static float sum(float[] x, int at, int width) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = at;
        int end = at + width;
        for (; i + 7 < end; i += 8) {
            s0 += x[i];
            s1 += x[i + 1];
            s2 += x[i + 2];
            s3 += x[i + 3];
            s4 += x[i + 4];
            s5 += x[i + 5];
            s6 += x[i + 6];
            s7 += x[i + 7];
        }
        for (; i < end; i++) {
            s0 += x[i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    private static float squares(float[] x, int at, int width) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = at;
        int end = at + width;
        for (; i + 7 < end; i += 8) {
            s0 += x[i] * x[i];
            s1 += x[i + 1] * x[i + 1];
            s2 += x[i + 2] * x[i + 2];
            s3 += x[i + 3] * x[i + 3];
            s4 += x[i + 4] * x[i + 4];
            s5 += x[i + 5] * x[i + 5];
            s6 += x[i + 6] * x[i + 6];
            s7 += x[i + 7] * x[i + 7];
        }
        for (; i < end; i++) {
            s0 += x[i] * x[i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }
}
