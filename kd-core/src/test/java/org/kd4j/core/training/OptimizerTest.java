package org.kd4j.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.training.ParameterPart.Kind;

/** Steps against PyTorch's, see optimizers.py, and against the paper's formula in double. */
class OptimizerTest {
    private static final List<ParameterPart> PARTS = List.of(
            new ParameterPart("table", 0, List.of(7, 3), Kind.EMBEDDING),
            new ParameterPart("matrix", 21, List.of(4, 5), Kind.WEIGHT),
            new ParameterPart("bias", 41, List.of(5), Kind.BIAS),
            new ParameterPart("norm", 46, List.of(5), Kind.NORM));

    @ParameterizedTest
    @ValueSource(strings = {"adamw", "adamw-frozen", "adamw-sparse", "adam", "sgd"})
    void stepsAsPyTorchDoes(String name) throws IOException {
        JsonNode golden = golden();
        JsonNode one = golden.get("cases").get(name);
        GivenGradients model = new GivenGradients(PARTS, new ArrayList<>());
        fill(model.weights, golden.get("start"));
        try (GradientStep step = new GradientStep(model, settings(name, one))) {
            for (int i = 0; i < golden.get("rates").size(); i++) {
                fill(model.next, golden.get("gradients").get(i));
                touchRowsThatAreNotZero(model);
                model.step(step, golden.get("rates").get(i).asDouble());
                float[] expected = new float[51];
                fill(expected, one.get("steps").get(i));
                for (int at = 0; at < expected.length; at++) {
                    assertThat(model.weights[at])
                            .as("%s, step %d, parameter %d", name, i, at)
                            .isCloseTo(expected[at], within(2e-6f));
                }
            }
        }
    }

    /**
     * PyTorch's sparse optimizers have no decay to compare with: the first step is θ (1 - ηλ) - η g / (|g| + ε), in a row that is
     * touched, and nothing elsewhere; a row that is first touched later has Adam's means from 0 in that step's corrections.
     */
    @Test
    void adamWMovesAndDecaysTouchedRowsAlone() {
        GivenGradients model = new GivenGradients(PARTS.subList(0, 1), new ArrayList<>());
        Arrays.fill(model.weights, 2f);
        StepSettings sparse = StepSettings.of(AdamW.of(0.1)).withRules(part -> new PartRule(1, true, false, true));
        try (GradientStep step = new GradientStep(model, sparse)) {
            model.nextTouched.add(4);
            Arrays.fill(model.next, 12, 15, -3f);
            model.step(step, 0.5);
            for (int at = 0; at < 21; at++) {
                double expected = at / 3 == 4 ? 2 * (1 - 0.05) + 0.5 : 2;
                assertThat((double) model.weights[at]).as("number %d", at).isCloseTo(expected, within(1e-6));
            }
            float[] before = model.weights.clone();
            model.nextTouched.set(0, 1);
            Arrays.fill(model.next, 0f);
            Arrays.fill(model.next, 3, 6, 3f);
            model.step(step, 0.5);
            double mean = 0.1 * 3 / (1 - 0.9 * 0.9);
            double root = Math.sqrt(0.001 * 9 / (1 - 0.999 * 0.999));
            for (int at = 0; at < 21; at++) {
                double expected = at / 3 == 1 ? 2 * (1 - 0.05) - 0.5 * mean / root : before[at];
                assertThat((double) model.weights[at]).as("number %d", at).isCloseTo(expected, within(1e-6));
            }
        }
    }

    private static StepSettings settings(String name, JsonNode one) {
        Optimizer optimizer = switch (name) {
            case "adam" -> Adam.standard();
            case "sgd" -> new Sgd();
            default -> AdamW.of(0.1);
        };
        JsonNode clip = one.get("clip");
        return StepSettings.of(optimizer)
                .withClipNorm(clip.isNull() ? Double.POSITIVE_INFINITY : clip.asDouble())
                .withRules(part -> {
                    PartRule rule = PartRule.standard(part).scaled(part.kind() == Kind.EMBEDDING ? 0.5 : 1);
                    boolean sparse = name.equals("adamw-sparse") && part.kind() == Kind.EMBEDDING;
                    boolean frozen = name.equals("adamw-frozen") && part.kind() == Kind.WEIGHT;
                    // SparseAdam has no weight decay.
                    return sparse ? new PartRule(rule.rate(), false, false, true) : frozen ? rule.freeze() : rule;
                });
    }

    private static void touchRowsThatAreNotZero(GivenGradients model) {
        model.nextTouched.clear();
        IntStream.range(0, 7).filter(row -> model.next[3 * row] != 0).forEach(model.nextTouched::add);
    }

    private static void fill(float[] target, JsonNode values) {
        int at = 0;
        for (ParameterPart part : PARTS) {
            for (JsonNode value : values.get(part.name())) {
                target[at++] = value.floatValue();
            }
        }
    }

    static JsonNode golden() throws IOException {
        try (InputStream in = OptimizerTest.class.getResourceAsStream("/training/optimizers.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    /** The formula of the paper, step by step in double precision. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-8, 1e-2, 1.0})
    void adamFollowsThePaper(double epsilon) {
        double beta1 = 0.9;
        double beta2 = 0.999;
        float[][] gradients = {{0.5f, -1e-4f, 0f}, {0.1f, 3e-4f, 0f}, {-2f, 1e-4f, 7f}, {0.3f, 0f, -7f}};
        double[] expected = {1, -2, 0.5};
        double[] first = new double[3];
        double[] second = new double[3];
        float[] values = {1f, -2f, 0.5f};
        Adam adam = new Adam(beta1, beta2, epsilon);
        float[][] state = new float[2][3];

        for (int t = 1; t <= gradients.length; t++) {
            double learningRate = 0.1 / t;
            for (int i = 0; i < expected.length; i++) {
                double g = gradients[t - 1][i];
                first[i] = beta1 * first[i] + (1 - beta1) * g;
                second[i] = beta2 * second[i] + (1 - beta2) * g * g;
                double mean = first[i] / (1 - Math.pow(beta1, t));
                double square = second[i] / (1 - Math.pow(beta2, t));
                expected[i] -= learningRate * mean / (Math.sqrt(square) + epsilon);
            }
            adam.move(values, gradients[t - 1], state, 3, new Optimizer.Step(t, 1f, learningRate, true));
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) values[i]).as("step %d, parameter %d", t, i).isCloseTo(expected[i], within(1e-6));
            }
        }
    }

    @Test
    void refuseConstantsOutsideTheirRange() {
        assertThatThrownBy(() -> new Adam(1.0, 0.999, 1e-8)).hasMessageContaining("beta1: found 1.0");
        assertThatThrownBy(() -> new Adam(0.9, -0.1, 1e-8)).hasMessageContaining("beta2: found -0.1");
        assertThatThrownBy(() -> new Adam(0.9, 0.999, 0)).hasMessageContaining("epsilon: found 0.0");
        assertThatThrownBy(() -> new Adam(0.9, 0.999, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AdamW.of(-0.1)).hasMessageContaining("weightDecay: found -0.1");
    }
}
