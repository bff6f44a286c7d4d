package org.kd4j.arbiter.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.core.batch.Groups;
import org.kd4j.core.evaluation.GroupMetrics;
import org.kd4j.core.evaluation.Metrics;

class ResultFilesTest {
    @TempDir
    Path folder;

    @Test
    void writesThreeFilesAndNothingElse() throws Exception {
        ResultFiles.write(folder, SampleResults.grid());

        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("results.csv", "results.json", "report.html");
        }
    }

    @Test
    void readsBackWhatItWrote() throws Exception {
        SweepResults written = SampleResults.demonstration(List.of("böse", "\"gut\""), SampleResults.grid());

        ResultFiles.write(folder, written);

        assertThat(ResultFiles.read(folder)).usingRecursiveComparison().isEqualTo(written);
    }

    @Test
    void writesGroupsAndWeightsAndReadsThemBack() throws Exception {
        SweepResults written = SampleResults.withGroups();

        ResultFiles.write(folder, written);

        assertThat(folder.resolve("groups.csv")).content().isEqualTo(GroupsCsv.write(written));
        assertThat(ResultFiles.read(folder)).usingRecursiveComparison().isEqualTo(written);
        JsonNode json =
                new ObjectMapper().readTree(folder.resolve("results.json").toFile());
        assertThat(json.at("/positiveLabel").textValue()).isEqualTo("positive");
        assertThat(json.at("/trials/0/dev/groups/subgroups/2/bpsnAuroc").textValue())
                .isEqualTo("undefined");
        assertThat(json.at("/trials/0/dev/groups/bpsnAurocRange/worstGroup").textValue())
                .isEqualTo("b");
        assertThat(json.at("/trials/1/weights/0/records/1 to 1.25").intValue()).isEqualTo(12);
    }

    @Test
    void writesARangeOfNoGroupAsUndefined() throws Exception {
        double[][] probabilities = {{0.9, 0.1}};
        Groups nobody = new Groups(List.of("nobody"), new int[][] {{}});
        Scores scores = new Scores(
                Metrics.of(new int[] {0}, probabilities),
                0.5,
                GroupMetrics.of(new int[] {0}, probabilities, nobody, 1));
        TrialResult trial = new TrialResult(0, false, Map.of(), 1, TrialResult.State.DONE, scores, null, 1, 1, null);
        SweepResults written = SampleResults.results(0, List.of(trial));

        ResultFiles.write(folder, written);

        assertThat(folder.resolve("results.json"))
                .content()
                .contains("\"accuracyRange\" : \"undefined\"", "\"bnspAurocRange\" : \"undefined\"");
        assertThat(ResultFiles.read(folder)).usingRecursiveComparison().isEqualTo(written);
    }

    @Test
    void keepsTheNamesOfTheRecords() throws Exception {
        ResultFiles.write(folder, SampleResults.grid());

        JsonNode json =
                new ObjectMapper().readTree(folder.resolve("results.json").toFile());

        assertThat(json.at("/trials/3/parameters/objective.temperature").intValue())
                .isEqualTo(4);
        assertThat(json.at("/trials/3/dev/metrics/calibrationError").doubleValue())
                .isEqualTo(SampleResults.grid().trials().get(3).dev().metrics().calibrationError());
        assertThat(json.at("/trials/4/dev").isNull()).isTrue();
    }

    @Test
    void writesNullForWhatIsNoNumberAndReadsItBackAsNaN() throws Exception {
        Metrics metrics = Metrics.of(new int[] {0, 1}, new double[][] {{Double.NaN, Double.NaN}, {0.5, 0.5}});
        TrialResult trial = new TrialResult(
                0, false, Map.of(), 1, TrialResult.State.DONE, new Scores(metrics, 0.5), null, 1, 1, null);

        ResultFiles.write(folder, SampleResults.results(0, List.of(trial)));

        assertThat(folder.resolve("results.json"))
                .content()
                .contains("\"logLoss\" : null")
                .doesNotContain("NaN");
        assertThat(ResultFiles.read(folder).trials().get(0).dev().metrics().logLoss())
                .isNaN();
    }

    @Test
    void doesNotReadWhatIsNoResult() throws Exception {
        Files.writeString(folder.resolve("results.json"), "{\"title\": 1, \"unknown\": true}");

        assertThatThrownBy(() -> ResultFiles.read(folder)).isInstanceOf(JsonProcessingException.class);
    }
}
