package org.kd4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against scikit-learn and NumPy. */
class MetricsGoldenTest {
    private static final Offset<Double> CLOSE = within(1e-9);

    static List<MetricsCase> cases() {
        return MetricsCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithScikitLearn(MetricsCase golden) {
        int[] labels = golden.labels();
        double[][] probabilities = golden.probabilities();
        JsonNode expected = golden.expected();

        Metrics metrics = Metrics.of(labels, probabilities);

        assertThat(metrics.accuracy()).isCloseTo(expected.get("accuracy").asDouble(), CLOSE);
        assertThat(metrics.macroF1()).isCloseTo(expected.get("macro_f1").asDouble(), CLOSE);
        assertThat(metrics.precision()).containsExactly(golden.expected("precision", double[].class), CLOSE);
        assertThat(metrics.recall()).containsExactly(golden.expected("recall", double[].class), CLOSE);
        assertThat(metrics.f1()).containsExactly(golden.expected("f1", double[].class), CLOSE);
        assertThat(metrics.confusion()).isDeepEqualTo(golden.expected("confusion_rows_are_labels", long[][].class));
        assertThat(metrics.calibrationError()).isCloseTo(expected.get("ece_15").asDouble(), CLOSE);
        assertThat(Calibration.expectedError(labels, probabilities, 10))
                .isCloseTo(expected.get("ece_10").asDouble(), CLOSE);
        assertThat(metrics.logLoss()).isCloseTo(expected.get("log_loss").asDouble(), CLOSE);
        assertThat(metrics.brier()).isCloseTo(expected.get("brier").asDouble(), CLOSE);
        assertThat(metrics.matthews()).isCloseTo(expected.get("matthews").asDouble(), CLOSE);
    }
}
