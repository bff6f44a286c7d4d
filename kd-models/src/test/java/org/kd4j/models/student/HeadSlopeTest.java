package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.encoder.NormalDistribution;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;

/** Gradients of heads and poolings against central differences of their formulas in double. */
class HeadSlopeTest {
    private static final int HIDDEN = 8;
    private static final String INNER = "head.inner";
    private static final String LOGITS = "head.logits";
    /** What it adds to every token's last state. */
    private static final String SHIFT = "layers.1.outputNorm.bias";

    private static final double STEP = 1e-5;
    private static final float RATE = 0.5f;

    @ParameterizedTest
    @EnumSource(HeadKind.class)
    void areThoseOfTheFormulas(HeadKind kind) {
        Batch batch = AbstractStudentTest.batch(5, 4);
        for (Pooling pooling : Pooling.values()) {
            TransformerSettings settings = TransformerStudentTest.settings(kind, pooling, 0);
            try (TransformerStudent student = TransformerStudent.create(settings, TransformerStudentTest.PLAIN, 1)) {
                TransformerStudentTest.spread(student);
                Formula formula = Formula.of(student, kind, pooling, batch);
                formula.assertAnswers(student.logits(batch.tokens()));
                student.learn(batch, AbstractStudentTest.OBJECTIVE, RATE);
                for (Map.Entry<String, double[]> part : formula.parts.entrySet()) {
                    float[] moved = student.part(part.getKey());
                    for (int i = 0; i < moved.length; i++) {
                        assertThat((formula.before.get(part.getKey())[i] - moved[i]) / RATE)
                                .as("%s, %s, %s, number %d", kind, pooling, part.getKey(), i)
                                .isCloseTo((float) formula.slope(part.getValue(), i), within(3e-6f));
                    }
                }
            }
        }
    }

    /**
     * @param states [records, length, hidden] of the last block
     * @param parts what is moved, in double; of the shift only what is added to its value
     * @param before the same as the student has them
     */
    private record Formula(
            HeadKind kind,
            Pooling pooling,
            Batch batch,
            float[] states,
            Map<String, double[]> parts,
            Map<String, float[]> before) {

        static Formula of(TransformerStudent student, HeadKind kind, Pooling pooling, Batch batch) {
            Map<String, double[]> parts = new HashMap<>();
            Map<String, float[]> before = new HashMap<>();
            student.parts().stream()
                    .map(part -> part.name())
                    .filter(name -> name.startsWith("head.") || name.equals(SHIFT))
                    .forEach(name -> {
                        float[] values = student.part(name);
                        before.put(name, values);
                        parts.put(name, name.equals(SHIFT) ? new double[HIDDEN] : AbstractStudentTest.doubles(values));
                    });
            float[] states = student.hiddenStates(EncoderTokens.of(batch.tokens(), 0), 2);
            return new Formula(kind, pooling, batch, states, parts, before);
        }

        void assertAnswers(float[][] logits) {
            for (int row = 0; row < logits.length; row++) {
                double[] expected = logits(row);
                for (int c = 0; c < expected.length; c++) {
                    assertThat((double) logits[row][c])
                            .as("%s, %s, record %d", kind, pooling, row)
                            .isCloseTo(expected[c], within(1e-5));
                }
            }
        }

        double slope(double[] values, int i) {
            double value = values[i];
            values[i] = value + STEP;
            double above = loss();
            values[i] = value - STEP;
            double below = loss();
            values[i] = value;
            return (above - below) / (2 * STEP);
        }

        private double loss() {
            double[][] logits =
                    IntStream.range(0, batch.size()).mapToObj(this::logits).toArray(double[][]::new);
            return AbstractStudentTest.loss(logits, batch);
        }

        private double[] logits(int row) {
            double[] vector = pooled(row);
            if (kind.hasInner()) {
                vector = Arrays.stream(linear(INNER, vector))
                        .map(this::activated)
                        .toArray();
            }
            return linear(LOGITS, vector);
        }

        private double[] pooled(int row) {
            int tokens = batch.tokens()[row].length;
            int read = pooling == Pooling.CLS ? Math.min(1, tokens) : tokens;
            int length = states.length / batch.size() / HIDDEN;
            double[] pooled = new double[HIDDEN];
            for (int t = 0; t < read; t++) {
                for (int i = 0; i < HIDDEN; i++) {
                    pooled[i] += (states[(row * length + t) * HIDDEN + i] + parts.get(SHIFT)[i]) / read;
                }
            }
            return pooled;
        }

        /** x Wᵀ + b. */
        private double[] linear(String layer, double[] x) {
            double[] weight = parts.get(layer + ".weight");
            double[] y = parts.get(layer + ".bias").clone();
            for (int out = 0; out < y.length; out++) {
                for (int in = 0; in < x.length; in++) {
                    y[out] += weight[out * x.length + in] * x[in];
                }
            }
            return y;
        }

        private double activated(double x) {
            return switch (kind) {
                case LINEAR -> x;
                case RELU -> Math.max(0, x);
                case TANH -> Math.tanh(x);
                case GELU -> x * NormalDistribution.below(x);
                case GELU_TANH -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            };
        }
    }
}
