package org.kd4j.models.annotator;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.kd4j.core.numbers.Rows;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.ParameterPart.Kind;

/** y = x W + b, W [in, out], drawn as Glorot and Bengio's normal initialisation, b 0 at first. */
final class Linear {
    private final int in;
    private final int out;
    private final ParameterPart weight;
    private final Optional<ParameterPart> bias;

    private Linear(int in, int out, ParameterPart weight, Optional<ParameterPart> bias) {
        this.in = in;
        this.out = out;
        this.weight = weight;
        this.bias = bias;
    }

    static Linear of(Weights weights, String name, int in, int out) {
        ParameterPart matrix = matrix(weights, name, in, out);
        return new Linear(in, out, matrix, Optional.of(weights.add(name + ".bias", Kind.BIAS, 0, out)));
    }

    static Linear withoutBias(Weights weights, String name, int in, int out) {
        return new Linear(in, out, matrix(weights, name, in, out), Optional.empty());
    }

    private static ParameterPart matrix(Weights weights, String name, int in, int out) {
        return weights.add(name + ".weight", Kind.WEIGHT, Math.sqrt(2.0 / (in + out)), in, out);
    }

    int out() {
        return out;
    }

    /**
     * @param gradient may be null where nobody goes back
     * @param x [rows, in]
     */
    Applied apply(FloatBuffer parameters, FloatBuffer gradient, float[] x) {
        float[][] w = rows(parameters);
        float[] b = new float[out];
        bias.ifPresent(part -> parameters.get(part.offset(), b));
        float[] y = new float[x.length / in * out];
        float[] sum = new float[out];
        for (int row = 0; row * in < x.length; row++) {
            System.arraycopy(b, 0, sum, 0, out);
            for (int i = 0; i < in; i++) {
                addScaled(x[row * in + i], w[i], sum);
            }
            System.arraycopy(sum, 0, y, row * out, out);
        }
        return new Applied(y, dy -> back(gradient, w, x, dy));
    }

    private float[] back(FloatBuffer gradient, float[][] w, float[] x, float[] dy) {
        float[] dx = new float[x.length];
        float[][] dw = new float[in][out];
        float[] db = new float[out];
        for (int row = 0; row * in < x.length; row++) {
            float[] one = Arrays.copyOfRange(dy, row * out, (row + 1) * out);
            addScaled(1f, one, db);
            for (int i = 0; i < in; i++) {
                addScaled(x[row * in + i], one, dw[i]);
                dx[row * in + i] = Rows.dot(w[i], one, 0, out);
            }
        }
        for (int i = 0; i < in; i++) {
            addTo(gradient, weight.offset() + i * out, dw[i]);
        }
        bias.ifPresent(part -> addTo(gradient, part.offset(), db));
        return dx;
    }

    private float[][] rows(FloatBuffer parameters) {
        float[][] rows = new float[in][out];
        for (int i = 0; i < in; i++) {
            parameters.get(weight.offset() + i * out, rows[i]);
        }
        return rows;
    }

    private static void addScaled(float scale, float[] x, float[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] += scale * x[i];
        }
    }

    static void addTo(FloatBuffer y, int at, float[] x) {
        float[] sum = new float[x.length];
        y.get(at, sum);
        addScaled(1f, x, sum);
        y.put(at, sum);
    }
}
