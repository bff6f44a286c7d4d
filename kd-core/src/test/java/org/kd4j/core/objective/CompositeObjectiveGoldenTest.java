package org.kd4j.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.golden.Golden;

/** Objectives over more than one row of logits a record, against PyTorch's autograd in float64. */
class CompositeObjectiveGoldenTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<JsonNode> earlyReadouts() {
        return cases("dedier");
    }

    static List<JsonNode> counterfactuals() {
        return cases("diito");
    }

    private static List<JsonNode> cases(String prefix) {
        List<JsonNode> cases = new ArrayList<>();
        for (JsonNode golden : Golden.json("losses.json")) {
            if (golden.get("loss_name").asText().startsWith(prefix)) {
                cases.add(golden);
            }
        }
        assertThat(cases).isNotEmpty();
        return cases;
    }

    @ParameterizedTest
    @MethodSource("earlyReadouts")
    void weighsRecordsByTheirEarlyReadout(JsonNode golden) throws Exception {
        Dedier objective = dedier(golden.get("params"));
        double[][] z = doubles(golden, "z");
        double[][] t = doubles(golden, "t");
        double[][] aux = doubles(golden, "aux");
        int[] labels = labels(golden);
        double[] terms = new double[3];
        double loss = 0;
        for (int i = 0; i < z.length; i++) {
            double[] gradient = new double[z[i].length];
            double weight = objective.weight(aux[i], labels[i]);
            loss += objective.weightedLoss(z[i], t[i], labels[i], weight, gradient, terms);
            assertGradient(golden, "z", i, gradient);
            loss += objective.auxiliaryLoss(aux[i], labels[i], gradient, terms);
            assertGradient(golden, "aux", i, gradient);
        }
        assertLoss(golden, loss / z.length, terms);
    }

    private static Dedier dedier(JsonNode params) {
        EarlyReadoutWeighting weighting = switch (params.get("weighting").asText()) {
            case "one_plus_margin_power_if_wrong_else_zero" ->
                new EarlyReadoutWeighting.OnePlusMarginPowerIfWrongElseZero(
                        params.get("margin_exponent").asDouble());
            case "exp_scaled_margin_if_wrong_else_one" ->
                new EarlyReadoutWeighting.ExpScaledMarginIfWrongElseOne(
                        params.get("margin_scale").asDouble());
            default -> throw new IllegalArgumentException(params.toString());
        };
        Hinton logits = new Hinton(
                params.get("temperature").asDouble(),
                params.get("hard_weight").asDouble(),
                params.get("soft_weight").asDouble(),
                Reduction.BATCHMEAN);
        return new Dedier(
                logits,
                weighting,
                WeightedTerms.SOFT,
                params.get("auxiliary_weight").asDouble(),
                1);
    }

    @ParameterizedTest
    @MethodSource("counterfactuals")
    void addsTheCounterfactualTerm(JsonNode golden) throws Exception {
        JsonNode params = golden.get("params");
        double temperature = params.get("temperature").asDouble();
        Reduction reduction = Reduction.valueOf(params.get("reduction").asText().toUpperCase(Locale.ROOT));
        Diito objective = new Diito(
                new Hinton(
                        temperature,
                        params.get("hard_weight").asDouble(),
                        params.get("soft_weight").asDouble(),
                        reduction),
                new Hinton(temperature, 0, params.get("counterfactual_weight").asDouble(), reduction));
        double[][] z = doubles(golden, "z");
        double[][] t = doubles(golden, "t");
        double[][] counterfactual = doubles(golden, "z_counterfactual");
        double[][] teacher = doubles(golden, "t_counterfactual");
        int[] labels = labels(golden);
        double[] terms = new double[3];
        double loss = 0;
        for (int i = 0; i < z.length; i++) {
            double[] gradient = new double[z[i].length];
            loss += objective.loss(z[i], t[i], labels[i], gradient, terms);
            assertGradient(golden, "z", i, gradient);
            loss += objective.counterfactualLoss(counterfactual[i], teacher[i], gradient, terms);
            assertGradient(golden, "z_counterfactual", i, gradient);
        }
        assertLoss(golden, loss / z.length, terms);
    }

    /** Of the batch's mean. */
    private static void assertGradient(JsonNode golden, String input, int record, double[] found) throws Exception {
        double[][] expected = JSON.treeToValue(golden.get("gradients").get(input), double[][].class);
        for (int c = 0; c < found.length; c++) {
            assertThat(found[c] / expected.length)
                    .as("%s, record %d, class %d", input, record, c)
                    .isCloseTo(expected[record][c], within(1e-9));
        }
    }

    private static void assertLoss(JsonNode golden, double mean, double[] terms) throws Exception {
        double expected = golden.get("loss").asDouble();
        assertThat(mean).isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
        int records = labels(golden).length;
        assertThat((terms[0] + terms[1] + terms[2]) / records).isCloseTo(mean, within(1e-9));
        assertThat(terms[2]).isPositive();
    }

    private static double[][] doubles(JsonNode golden, String input) throws Exception {
        return JSON.treeToValue(golden.get("inputs").get(input), double[][].class);
    }

    private static int[] labels(JsonNode golden) throws Exception {
        return JSON.treeToValue(golden.get("inputs").get("y"), int[].class);
    }
}
