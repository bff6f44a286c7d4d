package org.kd4j.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.golden.Golden;

/** The hidden term alone against PyTorch's autograd in float64. */
class HiddenStateMatchingGoldenTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<JsonNode> cases() {
        List<JsonNode> cases = new ArrayList<>();
        for (JsonNode golden : Golden.json("losses.json")) {
            if (golden.get("loss_name").asText().equals("pkd")) {
                cases.add(golden);
            }
        }
        assertThat(cases).isNotEmpty();
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void equalsPyTorch(JsonNode golden) throws Exception {
        double[][][] student = states(golden.get("inputs").get("hs"));
        double[][][] teacher = states(golden.get("inputs").get("ht"));
        double[][][] expected = states(golden.get("gradients").get("hs"));
        JsonNode params = golden.get("params");
        HiddenStateMatching matching = new HiddenStateMatching(
                params.path("hidden_weight").asDouble(1.0),
                params.get("normalize").asBoolean(),
                Reduction.valueOf(params.get("reduction").asText().toUpperCase(Locale.ROOT)));

        double loss = 0;
        for (int record = 0; record < student.length; record++) {
            double[] gradient = new double[flat(student[record]).length];
            loss += matching.loss(flat(student[record]), flat(teacher[record]), student[record].length, gradient);
            for (int i = 0; i < gradient.length; i++) {
                assertThat(gradient[i] / student.length)
                        .as("record %d, gradient %d", record, i)
                        .isCloseTo(flat(expected[record])[i], within(1e-9));
            }
        }
        assertThat(loss / student.length).isCloseTo(golden.get("loss").asDouble(), within(1e-9));
    }

    private static double[][][] states(JsonNode node) throws Exception {
        return JSON.treeToValue(node, double[][][].class);
    }

    private static double[] flat(double[][] layers) {
        return Arrays.stream(layers).flatMapToDouble(Arrays::stream).toArray();
    }
}
