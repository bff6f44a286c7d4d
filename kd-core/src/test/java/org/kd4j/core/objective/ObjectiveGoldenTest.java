package org.kd4j.core.objective;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.golden.Golden;

/** Losses and gradients against PyTorch's autograd in float64. */
class ObjectiveGoldenTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<JsonNode> cases() {
        List<JsonNode> cases = new ArrayList<>();
        for (JsonNode golden : Golden.json("losses.json")) {
            if (List.of("cross_entropy", "hinton", "logit_regression")
                    .contains(golden.get("loss_name").asText())) {
                cases.add(golden);
            }
        }
        assertThat(cases).isNotEmpty();
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsPyTorchInDouble(JsonNode golden) throws Exception {
        check(golden, doubles(golden, "z"), doubles(golden, "t"), 1e-9);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsPyTorchOnFloatInputs(JsonNode golden) throws Exception {
        check(golden, throughFloat(doubles(golden, "z")), throughFloat(doubles(golden, "t")), 1e-4);
    }

    private static void check(JsonNode golden, double[][] z, double[][] t, double tolerance) throws Exception {
        Objective objective = objective(golden);
        int[] labels = JSON.treeToValue(golden.get("inputs").get("y"), int[].class);
        double[][] expected = JSON.treeToValue(golden.get("gradients").get("z"), double[][].class);
        double largest = Arrays.stream(expected)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElseThrow();

        double loss = 0.0;
        for (int i = 0; i < z.length; i++) {
            double[] gradient = new double[z[i].length];
            loss += objective.loss(z[i], t == null ? null : t[i], labels[i], gradient) / z.length;
            for (int c = 0; c < gradient.length; c++) {
                assertClose(gradient[c] / z.length, expected[i][c], largest, tolerance);
            }
        }
        assertClose(loss, golden.get("loss").asDouble(), largest, tolerance);
    }

    private static void assertClose(double found, double expected, double largestGradient, double tolerance) {
        double scale = Math.max(Math.max(Math.abs(expected), largestGradient), 1e-6);
        assertThat(Math.abs(found - expected))
                .as("found %s, expected %s", found, expected)
                .isLessThanOrEqualTo(tolerance * scale);
    }

    private static Objective objective(JsonNode golden) {
        JsonNode p = golden.get("params");
        return switch (golden.get("loss_name").asText()) {
            case "cross_entropy" -> new HardLabels();
            case "hinton" ->
                new Hinton(
                        p.get("temperature").asDouble(),
                        p.get("hard_weight").asDouble(),
                        p.get("soft_weight").asDouble(),
                        reduction(p));
            default ->
                new LogitRegression(
                        p.get("hard_weight").asDouble(), p.get("soft_weight").asDouble(), reduction(p));
        };
    }

    private static Reduction reduction(JsonNode params) {
        return Reduction.valueOf(params.get("reduction").asText().toUpperCase(Locale.ROOT));
    }

    private static double[][] doubles(JsonNode golden, String input) throws Exception {
        JsonNode values = golden.get("inputs").get(input);
        return values == null ? null : JSON.treeToValue(values, double[][].class);
    }

    private static double[][] throughFloat(double[][] values) {
        return values == null
                ? null
                : Arrays.stream(values)
                        .map(row ->
                                Arrays.stream(row).map(x -> (double) (float) x).toArray())
                        .toArray(double[][]::new);
    }
}
