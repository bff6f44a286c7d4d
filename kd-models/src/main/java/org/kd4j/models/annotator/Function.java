package org.kd4j.models.annotator;

/** What follows a linear layer, value by value. */
enum Function {
    RELU,
    TANH;

    /** @param x stays as it is */
    Applied apply(float[] x) {
        float[] y = new float[x.length];
        float[] slopes = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = this == RELU ? Math.max(0, x[i]) : (float) Math.tanh(x[i]);
            slopes[i] = this == RELU ? (x[i] > 0 ? 1 : 0) : 1 - y[i] * y[i];
        }
        return new Applied(y, dy -> product(dy, slopes));
    }

    static float[] product(float[] x, float[] y) {
        float[] z = new float[x.length];
        for (int i = 0; i < z.length; i++) {
            z[i] = x[i] * y[i];
        }
        return z;
    }
}
