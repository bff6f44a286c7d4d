package org.kd4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kd4j.core.annotation.Annotations;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.annotation.Majority;
import org.kd4j.core.annotation.TiePolicy;

/** Values that scikit-learn and SciPy gave ({@code evaluation/annotators.py}), and by hand. */
class AnnotatorMetricsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void equalsWhatOthersCompute() throws IOException {
        JsonNode cases;
        try (InputStream in = getClass().getResourceAsStream("/evaluation/annotators.json")) {
            cases = JSON.readTree(in).get("cases");
        }
        assertThat(cases).hasSize(4);
        for (JsonNode one : cases) {
            assertEqual(one);
        }
    }

    private static void assertEqual(JsonNode one) throws IOException {
        Annotations gold = new Annotations(
                JSON.treeToValue(one.get("annotators"), int[][].class),
                JSON.treeToValue(one.get("labels"), int[][].class));
        double[][][] probabilities = JSON.treeToValue(one.get("probabilities"), double[][][].class);
        List<String> region = List.of(JSON.treeToValue(one.get("region"), String[].class));
        List<String> names =
                IntStream.range(0, region.size()).mapToObj(i -> "a" + i).toList();
        int classes = one.get("classes").intValue();
        AnnotatorMetrics found = AnnotatorMetrics.of(
                IntStream.range(0, gold.size()).mapToObj(String::valueOf).toList(),
                gold,
                probabilities,
                new Annotators(names, Map.of("region", region)),
                Majority.of(TiePolicy.SMALLEST, gold, classes, 1),
                one.get("minimum").intValue());
        JsonNode expected = one.get("expected");
        assertThat(found.individual().records()).isEqualTo(gold.count());
        assertClose(found.individual().accuracy(), expected.get("accuracy"));
        assertClose(found.individual().macroF1(), expected.get("macro_f1"));
        assertThat(found.annotators()).isEqualTo(expected.get("counted").intValue());
        assertThat(found.leftOut()).isEqualTo(expected.get("left_out").intValue());
        if (expected.get("annotator_f1").isNull()) {
            assertThat(found.annotatorF1()).isEmpty();
        } else {
            assertClose(found.annotatorF1().orElseThrow(), expected.get("annotator_f1"));
        }
        assertClose(found.majority().macroF1(), expected.get("majority_f1"));
        SoftLabelMetrics soft = found.soft();
        assertClose(soft.crossEntropy(), expected.get("cross_entropy"));
        assertClose(soft.floor(), expected.get("floor"));
        assertClose(soft.prior(), expected.get("prior"));
        assertClose(soft.divergence(), expected.get("divergence"));
        assertClose(soft.manhattan(), expected.get("manhattan"));
        assertClose(soft.wasserstein(), expected.get("wasserstein"));
        assertClose(found.absoluteError(), expected.get("absolute_error"));
        assertClose(found.expectedAbsoluteError(), expected.get("expected_absolute_error"));
        assertClose(found.disagreement().orElseThrow(), expected.get("disagreement"));
        assertThat(found.groups()).hasSize(2);
        for (AnnotatorMetrics.Group group : found.groups()) {
            JsonNode numbers = expected.get("groups").get(group.value());
            assertThat(group.labels()).isEqualTo(numbers.get(0).intValue());
            assertClose(group.accuracy(), numbers.get(1));
            assertClose(group.macroF1(), numbers.get(2));
        }
    }

    private static void assertClose(double found, JsonNode expected) {
        assertThat(found).isCloseTo(expected.doubleValue(), within(1e-12));
    }

    /** One item that two annotators label alike: entropies have nothing to vary by. */
    @Test
    void saysWhatIsUndefined() {
        Annotations gold = new Annotations(new int[][] {{1, 2}}, new int[][] {{1, 1}});
        double[][][] probabilities = {{{0.4, 0.6}, {0.7, 0.3}}};
        AnnotatorMetrics found = AnnotatorMetrics.of(
                List.of("x"),
                gold,
                probabilities,
                Annotators.of(List.of("a", "b")),
                new Majority(TiePolicy.DROP, 1, new double[2], 0),
                2);
        assertThat(found.individual().accuracy()).isEqualTo(0.5);
        assertThat(found.annotatorF1()).isEmpty();
        assertThat(found.leftOut()).isEqualTo(2);
        assertThat(found.majority()).isNull();
        assertThat(found.disagreement()).isEmpty();
        assertThat(found.groups()).isEmpty();
        assertThat(found.soft().crossEntropy()).isCloseTo(-Math.log(0.45), within(1e-12));
    }

    @Test
    void refusesItemsWithoutAPredictionALabel() {
        Annotations gold = new Annotations(new int[][] {{1, 2}}, new int[][] {{1, 1}});
        assertThatThrownBy(() -> AnnotatorMetrics.of(
                        List.of("x"),
                        gold,
                        new double[][][] {{{0.4, 0.6}}},
                        Annotators.of(List.of("a", "b")),
                        Majority.of(TiePolicy.SMALLEST, gold, 2, 0),
                        1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 labels of item 0 and 1 predictions");
    }
}
