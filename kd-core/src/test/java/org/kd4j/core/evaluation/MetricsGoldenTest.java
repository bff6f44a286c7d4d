package org.kd4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.golden.Golden;

/** Against scikit-learn and NumPy. */
class MetricsGoldenTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Offset<Double> CLOSE = within(1e-9);

    static List<JsonNode> cases() {
        return StreamSupport.stream(Golden.json("metrics.json").get("cases").spliterator(), false)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithScikitLearn(JsonNode golden) throws Exception {
        int[] labels = JSON.treeToValue(golden.get("labels"), int[].class);
        double[][] probabilities = JSON.treeToValue(golden.get("probabilities"), double[][].class);
        JsonNode expected = golden.get("expected");

        Metrics metrics = Metrics.of(labels, probabilities);

        assertThat(metrics.accuracy()).isCloseTo(expected.get("accuracy").asDouble(), CLOSE);
        assertThat(metrics.macroF1()).isCloseTo(expected.get("macro_f1").asDouble(), CLOSE);
        assertThat(metrics.precision()).containsExactly(doubles(expected.get("precision")), CLOSE);
        assertThat(metrics.recall()).containsExactly(doubles(expected.get("recall")), CLOSE);
        assertThat(metrics.f1()).containsExactly(doubles(expected.get("f1")), CLOSE);
        assertThat(metrics.confusion())
                .isDeepEqualTo(JSON.treeToValue(expected.get("confusion_rows_are_labels"), long[][].class));
        assertThat(metrics.calibrationError()).isCloseTo(expected.get("ece_15").asDouble(), CLOSE);
        assertThat(Calibration.expectedError(labels, probabilities, 10))
                .isCloseTo(expected.get("ece_10").asDouble(), CLOSE);
        assertThat(metrics.logLoss()).isCloseTo(expected.get("log_loss").asDouble(), CLOSE);
        assertThat(metrics.brier()).isCloseTo(expected.get("brier").asDouble(), CLOSE);
        assertThat(metrics.matthews()).isCloseTo(expected.get("matthews").asDouble(), CLOSE);
    }

    private static double[] doubles(JsonNode array) throws Exception {
        return JSON.treeToValue(array, double[].class);
    }
}
