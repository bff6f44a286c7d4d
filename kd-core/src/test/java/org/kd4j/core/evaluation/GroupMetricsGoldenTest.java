package org.kd4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.batch.Groups;

/** Against scikit-learn, on the cases with two classes. */
class GroupMetricsGoldenTest {
    private static final Offset<Double> CLOSE = within(1e-9);

    static List<MetricsCase> cases() {
        return MetricsCase.all().stream()
                .filter(golden -> golden.expected().has("auroc"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithScikitLearn(MetricsCase golden) {
        int[] labels = golden.labels();
        JsonNode columns = golden.json().get("groups");
        JsonNode expected = golden.expected();

        GroupMetrics metrics = GroupMetrics.of(labels, golden.probabilities(), groups(columns, labels.length), 1);

        assertThat(metrics.auroc().getAsDouble())
                .isCloseTo(expected.get("auroc").asDouble(), CLOSE);
        assertThat(metrics.subgroupAurocRange().orElseThrow().worst())
                .isCloseTo(expected.get("worst_subgroup_auroc").asDouble(), CLOSE);
        assertThat(metrics.subgroups()).hasSameSizeAs(columns);
        for (SubgroupMetrics subgroup : metrics.subgroups()) {
            assertSame(subgroup.subgroupAuroc(), expected.get("subgroup_auroc").get(subgroup.name()));
            assertSame(subgroup.bpsnAuroc(), expected.get("bpsn_auroc").get(subgroup.name()));
            assertSame(subgroup.bnspAuroc(), expected.get("bnsp_auroc").get(subgroup.name()));
        }
    }

    private static void assertSame(OptionalDouble found, JsonNode expected) {
        if (expected.isNull()) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found.getAsDouble()).isCloseTo(expected.asDouble(), CLOSE);
        }
    }

    private static Groups groups(JsonNode columns, int records) {
        List<String> names = new ArrayList<>();
        columns.fieldNames().forEachRemaining(names::add);
        int[][] members = IntStream.range(0, records)
                .mapToObj(row -> IntStream.range(0, names.size())
                        .filter(group -> columns.get(names.get(group)).get(row).asInt() == 1)
                        .toArray())
                .toArray(int[][]::new);
        return new Groups(names, members);
    }
}
