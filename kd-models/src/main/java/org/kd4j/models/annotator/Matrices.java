package org.kd4j.models.annotator;

/** Arithmetic on matrices, rows one after another. */
final class Matrices {
    private Matrices() {}

    static float[] sum(float[] x, float[] y) {
        float[] z = new float[x.length];
        for (int i = 0; i < z.length; i++) {
            z[i] = x[i] + y[i];
        }
        return z;
    }

    /** Value by value. */
    static float[] product(float[] x, float[] y) {
        float[] z = new float[x.length];
        for (int i = 0; i < z.length; i++) {
            z[i] = x[i] * y[i];
        }
        return z;
    }

    /** [rows, left] and [rows, right] to [rows, left + right]. */
    static float[] beside(float[] left, float[] right, int rows) {
        int l = left.length / rows;
        int r = right.length / rows;
        float[] both = new float[left.length + right.length];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(left, row * l, both, row * (l + r), l);
            System.arraycopy(right, row * r, both, row * (l + r) + l, r);
        }
        return both;
    }

    /** Of [rows, all] the columns from {@code from} on, so many. */
    static float[] columns(float[] matrix, int rows, int from, int count) {
        int all = matrix.length / rows;
        float[] some = new float[rows * count];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(matrix, row * all + from, some, row * count, count);
        }
        return some;
    }
}
