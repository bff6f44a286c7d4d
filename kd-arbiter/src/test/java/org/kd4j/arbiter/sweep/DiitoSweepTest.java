package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.report.ResultTable;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.seed.Seeds;

/** Small sweeps of students that learn from counterfactuals, from the file to the report. */
class DiitoSweepTest {
    private static final int RECORDS = 33;
    private static final String ALL_CACHED = "Counterfactuals that are kept: 0 of ";

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void write() throws Exception {
        SmallTeacher.write(folder.resolve("teacher"), List.of("yes", "no")).close();
        for (String name : List.of("train", "dev", "test")) {
            SplittableRandom random = Seeds.stream(1, name, 0);
            StringBuilder rows = new StringBuilder("sentence\tlabel\n");
            for (int i = 0; i < RECORDS; i++) {
                rows.append(random.ints(1 + random.nextInt(8), 3, SmallTeacher.WORDS)
                                .mapToObj(id -> "w" + id)
                                .collect(Collectors.joining(" ")))
                        .append(i % 2 == 0 ? "\tyes\n" : "\tno\n");
            }
            Files.writeString(folder.resolve(name + ".tsv"), rows);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"drawn", "fixed"})
    void saysInterchangeAccuracyFromTheFileToTheReport(String pairs) throws Exception {
        SweepResults results = sweep("run", "cache.db", false, 0, "objective.pairs=" + pairs);

        assertThat(results.trials()).hasSize(5).extracting(TrialResult::state).containsOnly(TrialResult.State.DONE);
        assertThat(results.teacher().dev().interchange()).isEqualTo(1);
        assertThat(results.teacher().test().interchange()).isEqualTo(1);
        assertThat(results.trials())
                .extracting(trial -> trial.dev().interchange())
                .allMatch(share -> isOfRecords(share));
        assertThat(results.trials())
                .filteredOn(trial -> trial.test() != null)
                .hasSize(2)
                .extracting(trial -> trial.test().interchange())
                .allMatch(share -> isOfRecords(share));
        assertThat(ResultTable.render(results)).contains("Agreement  Interchange");
        assertThat(Files.readString(folder.resolve("run/report.html"))).contains("Interchange");
        checkCells(results);
        checkJson(results);
    }

    /** Of 33 records, 32 make a batch in which all exchange at least one token; the last one is alone. */
    private static boolean isOfRecords(double share) {
        return share >= 0 && share <= 1 && share * 32 == Math.rint(share * 32);
    }

    private void checkCells(SweepResults results) throws Exception {
        List<CSVRecord> rows;
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser csv = CSVParser.parse(Files.readString(folder.resolve("run/results.csv")), format)) {
            rows = csv.getRecords();
        }
        assertThat(rows.get(0).get("dev_interchange")).isEqualTo("1.0");
        for (TrialResult trial : results.trials()) {
            CSVRecord row = rows.get(1 + trial.number());
            assertThat(Double.parseDouble(row.get("dev_interchange")))
                    .isEqualTo(trial.dev().interchange());
            assertThat(row.get("test_interchange").isEmpty()).isEqualTo(trial.test() == null);
        }
    }

    private void checkJson(SweepResults results) throws Exception {
        JsonNode json =
                new ObjectMapper().readTree(folder.resolve("run/results.json").toFile());
        for (int i = 0; i < 5; i++) {
            assertThat(json.at("/trials/" + i + "/dev/interchange").doubleValue())
                    .isCloseTo(results.trials().get(i).dev().interchange(), within(1e-12));
        }
    }

    /** The answers of the first run are those of the second, which asks no teacher for any. */
    @Test
    void keepsTheCounterfactualsOfFixedPairs() throws Exception {
        SweepResults first = sweep("first", "cache.db", false, 0, "objective.pairs=fixed");
        // 33 of train at one alignment, 32 of dev and of test and the one that is left over of each.
        assertThat(said).last().asString().startsWith("Counterfactuals that are kept: 99 of ");

        SweepResults second = sweep("second", "cache.db", false, 0, "objective.pairs=fixed");

        assertThat(said).last().asString().startsWith(ALL_CACHED);
        assertSame(second, first);
    }

    /** Of all trials and epochs, for each a teacher's answer that is asked for and not kept. */
    @Test
    void keepsOnlyThoseOfDevAndTestWherePairsAreDrawn() throws Exception {
        sweep("first", "cache.db", false, 0, "objective.pairs=drawn");

        assertThat(said).last().asString().startsWith("Counterfactuals that are kept: 66 of ");
    }

    /** Its process ends within the second trial, the first of those that are taught; everything is as if it had not. */
    @ParameterizedTest
    @CsvSource({"drawn, states, 3", "fixed, states, 0", "drawn, tokens, 0"})
    void goesOnAfterItWasKilled(String pairs, String exchange, double hiddenWeight) throws Exception {
        String[] settings = {
            "objective.pairs=" + pairs,
            "objective.exchange=" + exchange,
            "objective.hiddenWeight=" + hiddenWeight,
            "sweep.grid={objective.counterfactualWeight: [0.5, 2]}"
        };
        SweepResults whole = sweep("whole", "whole.db", false, 0, settings);

        assertThatThrownBy(() -> sweep("killed", "killed.db", false, 5, settings))
                .hasMessage("power cut");
        assertThat(folder.resolve("killed/students/trial-1.state")).isNotEmptyDirectory();
        SweepResults found = sweep("killed", "killed.db", true, 0, settings);

        assertThat(said).anyMatch(line -> line.startsWith("#1/3") && line.endsWith("done before"));
        assertSame(found, whole);
        assertThat(weights("killed")).isEqualTo(weights("whole"));
    }

    private String weights(String run) throws Exception {
        try (ZipFile student = new ZipFile(folder.resolve(run + "/student.zip").toFile());
                InputStream weights = student.getInputStream(student.getEntry("coefficients.bin"))) {
            return Sha256.of(weights);
        }
    }

    private static void assertSame(SweepResults found, SweepResults expected) {
        assertThat(found)
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*seconds", "title")
                .isEqualTo(expected);
    }

    /** Students of several depths are each held against the teacher at blocks that they have. */
    @Test
    void measuresEachStudentAtItsOwnBlocks() throws Exception {
        SweepResults results = sweep(
                "run",
                "cache.db",
                false,
                0,
                "objective.alignedLayers=[[1,1]]",
                "sweep.grid={student.layers: [1, 2], objective.neurons: [full, heads, [0, 4]]}");

        assertThat(results.trials()).hasSize(7).extracting(TrialResult::state).containsOnly(TrialResult.State.DONE);
        assertThat(results.trials())
                .extracting(trial -> trial.dev().interchange())
                .doesNotContainNull();
    }

    /** Where the objective itself varies, all are measured by the interventions of the one that makes them. */
    @Test
    void standsBesideOtherObjectives() throws Exception {
        SweepResults results = sweep(
                "run",
                "cache.db",
                false,
                0,
                "objective={kind: hinton, temperature: 2, alpha: 0.5, reduction: batchmean}",
                "sweep.grid={objective.kind: [hinton, diito]}");

        assertThat(results.trials()).hasSize(3).extracting(TrialResult::state).containsOnly(TrialResult.State.DONE);
        assertThat(results.trials())
                .extracting(trial -> trial.dev().interchange())
                .doesNotContainNull();
    }

    /** A single record has nobody to exchange tokens with. */
    @Test
    void saysWhatIsUndefined() throws Exception {
        Files.writeString(folder.resolve("test.tsv"), "sentence\tlabel\nw3 w4\tyes\n");

        SweepResults results = sweep("run", "cache.db", false, 0, "sweep.grid={}");

        assertThat(results.trials().get(1).test().interchange()).isNull();
        assertThat(results.trials().get(1).dev().interchange()).isNotNull();
        assertThat(ResultTable.render(results))
                .containsOnlyOnce("undefined\n* ")
                .contains("undefined");
        assertThat(Files.readString(folder.resolve("run/results.csv"))).contains(",undefined,");
        assertThat(Files.readString(folder.resolve("run/report.html"))).contains("undefined");
    }

    /** @param fatal number of the epoch, over all trials, at whose end the power fails; 0: never */
    private SweepResults sweep(String run, String cache, boolean resume, int fatal, String... settings)
            throws Exception {
        said.clear();
        List<String> all = new ArrayList<>(List.of(
                "data.train=" + folder.resolve("train.tsv"),
                "data.dev=" + folder.resolve("dev.tsv"),
                "data.test=" + folder.resolve("test.tsv"),
                "data.maxTokens=" + SmallTeacher.TOKENS,
                "teacher={model: " + folder.resolve("teacher") + ", head: as-is}",
                "student={kind: transformer, layers: 2, hidden: 16, heads: 2, intermediate: 32}",
                "training={epochs: 3, batchSize: 8, accumulation: 2, checkpoint: {steps: 2, seconds: 0}}"));
        if (Arrays.stream(settings).noneMatch(setting -> setting.startsWith("objective="))) {
            all.add("objective={kind: diito, proportion: 0.5}");
        }
        if (Arrays.stream(settings).noneMatch(setting -> setting.startsWith("sweep.grid"))) {
            all.add("sweep.grid={objective.counterfactualWeight: [0.5, 2], objective.temperature: [1, 2]}");
        }
        all.addAll(List.of(settings));
        return Sweep.run(
                ConfigTree.read(null, all),
                folder.resolve(run),
                folder.resolve(cache),
                resume,
                fatal == 0 ? new SaidMessages(said) : new PowerCut(fatal));
    }
}
