package org.kd4j.core.objective;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A learned linear map without bias from the student's states to the teacher's width, W · s, one for all layers. W is
 * [teacherWidth, studentWidth], row-major, a part of the student's own vectors of weights and gradients.
 *
 * @param studentWidth at least 1
 * @param teacherWidth at least 1
 * @param offset where W begins in both vectors
 */
public record Projection(int studentWidth, int teacherWidth, int offset) {

    /** Throws {@link IllegalArgumentException} if a value is outside its range. */
    public Projection {
        if (studentWidth < 1 || teacherWidth < 1 || offset < 0) {
            throw new IllegalArgumentException("projection: found widths " + studentWidth + " and " + teacherWidth
                    + " at " + offset + ", expected widths ≥ 1 and a place ≥ 0");
        }
    }

    /** How many weights it has. */
    public int parameters() {
        return Math.multiplyExact(studentWidth, teacherWidth);
    }

    /** Draws the weights uniformly from ±1 / √studentWidth, so that states keep about a third of their squared length. */
    public void initialize(FloatBuffer weights, SplittableRandom random) {
        double bound = 1 / Math.sqrt(studentWidth);
        for (int i = 0; i < parameters(); i++) {
            weights.put(offset + i, (float) random.nextDouble(-bound, bound));
        }
    }

    /**
     * @param states [layers · studentWidth]
     * @return [layers · teacherWidth]
     */
    double[] forward(FloatBuffer weights, double[] states) {
        int layers = states.length / studentWidth;
        double[] projected = new double[layers * teacherWidth];
        float[] row = new float[studentWidth];
        for (int out = 0; out < teacherWidth; out++) {
            weights.get(offset + out * studentWidth, row);
            for (int layer = 0; layer < layers; layer++) {
                double sum = 0;
                for (int i = 0; i < studentWidth; i++) {
                    sum += row[i] * states[layer * studentWidth + i];
                }
                projected[layer * teacherWidth + out] = sum;
            }
        }
        return projected;
    }

    /**
     * Adds scale · d loss / d W to the gradient.
     *
     * @param projectedGradient d loss / d projected, [layers · teacherWidth]
     * @return d loss / d states, [layers · studentWidth], without the scale
     */
    double[] backward(
            FloatBuffer weights, double[] states, double[] projectedGradient, double scale, FloatBuffer gradient) {
        int layers = states.length / studentWidth;
        double[] stateGradient = new double[states.length];
        float[] row = new float[studentWidth];
        double[] sum = new double[studentWidth];
        for (int out = 0; out < teacherWidth; out++) {
            int at = offset + out * studentWidth;
            weights.get(at, row);
            Arrays.fill(sum, 0);
            for (int layer = 0; layer < layers; layer++) {
                double g = projectedGradient[layer * teacherWidth + out];
                int from = layer * studentWidth;
                for (int i = 0; i < studentWidth; i++) {
                    stateGradient[from + i] += g * row[i];
                    sum[i] += g * states[from + i];
                }
            }
            gradient.get(at, row);
            for (int i = 0; i < studentWidth; i++) {
                row[i] += (float) (scale * sum[i]);
            }
            gradient.put(at, row);
        }
        return stateGradient;
    }
}
