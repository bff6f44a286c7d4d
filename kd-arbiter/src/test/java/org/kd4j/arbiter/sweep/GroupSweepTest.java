package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.report.ResultTable;
import org.kd4j.arbiter.results.EpochWeights;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.core.seed.Seeds;
import org.kd4j.models.student.TransformerStudent;

/** A small sweep of weighed students on records with groups, from the file to the report. */
class GroupSweepTest {
    private static final int RECORDS = 40;
    private static final Pattern CHARTS = Pattern.compile("id=\"charts\">(.*?)</script>", Pattern.DOTALL);

    @TempDir
    Path folder;

    private final List<String> texts = new ArrayList<>();
    /** What the small teacher says is the probability of the first class, which is the positive one. */
    private final List<Double> hateful = new ArrayList<>();

    private final List<String> said = new ArrayList<>();
    private SweepResults results;

    /** Every third record is hateful; of each four, the last belongs to no group and the first two to one. */
    @BeforeEach
    void run() throws Exception {
        SplittableRandom random = Seeds.stream(1, "texts", 0);
        StringBuilder rows = new StringBuilder("text,label,target\n");
        try (TransformerStudent teacher =
                SmallTeacher.write(folder.resolve("teacher"), List.of("hateful", "non-hateful"))) {
            for (int i = 0; i < RECORDS; i++) {
                texts.add(random.ints(2 + random.nextInt(7), 3, SmallTeacher.WORDS)
                        .mapToObj(id -> "w" + id)
                        .collect(Collectors.joining(" ")));
                float[] logits = teacher.logits(new int[][] {SmallTeacher.ids(texts.get(i))})[0];
                hateful.add(1 / (1 + Math.exp(logits[1] - logits[0])));
                rows.append(texts.get(i))
                        .append(isHateful(i) ? ",hateful," : ",non-hateful,")
                        .append(target(i))
                        .append('\n');
            }
        }
        Path file = Files.writeString(folder.resolve("records.csv"), rows);
        results = Sweep.run(
                ConfigTree.read(
                        null,
                        List.of(
                                "data={format: csv, textColumn: text, groupsByValue: [target], positiveLabel: hateful}",
                                "data.train=" + file,
                                "data.dev=" + file,
                                "data.maxTokens=" + SmallTeacher.TOKENS,
                                "teacher={model: " + folder.resolve("teacher") + ", head: as-is}",
                                "student={kind: transformer, layers: 2, hidden: 16, heads: 2, intermediate: 32}",
                                "objective={kind: dedier, warmUpEpochs: 1}",
                                "training={epochs: 3, batchSize: 8}",
                                "sweep.grid={objective.marginExponent: [1, 3], objective.temperature: [1, 2]}")),
                folder.resolve("run"),
                folder.resolve("cache.db"),
                false,
                new SaidMessages(said));
    }

    private static boolean isHateful(int i) {
        return i % 3 == 0;
    }

    private static String target(int i) {
        return i % 4 == 3 ? "" : i % 4 == 2 ? "men" : "women";
    }

    @Test
    void scoresByGroupFromTheFileToTheReport() throws Exception {
        assertThat(results.trials()).extracting(TrialResult::state).containsOnly(TrialResult.State.DONE);
        assertThat(results.positiveLabel()).isEqualTo("hateful");
        checkRows();
        checkBars();
        checkWeights();
        assertThat(ResultTable.render(results)).contains("AUROC on dev, positive class hateful");
        assertThat(Files.readString(folder.resolve("run/report.html"))).contains("The positive class is hateful.");
    }

    /** Two groups of the teacher, the baseline and four trials. Of the women 20, rows 0, 1, 4, 5, …; of the men 10. */
    private void checkRows() throws Exception {
        List<CSVRecord> rows;
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser csv = CSVParser.parse(Files.readString(folder.resolve("run/groups.csv")), format)) {
            rows = csv.getRecords();
        }
        assertThat(rows).hasSize(12);
        for (CSVRecord row : rows) {
            boolean women = row.get("group").equals("target=women");
            assertThat(row.get("set")).isEqualTo("dev");
            assertThat(row.get("records")).isEqualTo(women ? "20" : "10");
            // Of 0, 1, 4, 5, 8, 9, …, 36, 37 those that 3 divides are 0, 9, 12, 21, 24, 33, 36; of 2, 6, …, 38: 6, 18,
            // 30.
            assertThat(row.get("positives")).isEqualTo(women ? "7" : "3");
        }
        for (String group : List.of("women", "men")) {
            CSVRecord row = rows.stream()
                    .filter(one -> one.get("kind").equals("teacher")
                            && one.get("group").equals("target=" + group))
                    .findFirst()
                    .orElseThrow();
            assertThat(Double.parseDouble(row.get("subgroup_auroc")))
                    .isCloseTo(
                            auroc(i -> target(i).equals(group), i -> target(i).equals(group)), within(1e-9));
            assertThat(Double.parseDouble(row.get("bpsn_auroc")))
                    .isCloseTo(
                            auroc(i -> !target(i).equals(group), i -> target(i).equals(group)), within(1e-9));
            assertThat(Double.parseDouble(row.get("bnsp_auroc")))
                    .isCloseTo(
                            auroc(i -> target(i).equals(group), i -> !target(i).equals(group)), within(1e-9));
        }
    }

    /** All pairs of a hateful record of some and another of others. */
    private double auroc(IntPredicate positives, IntPredicate negatives) {
        double inOrder = 0;
        int pairs = 0;
        for (int p = 0; p < RECORDS; p++) {
            for (int n = 0; n < RECORDS; n++) {
                if (isHateful(p) && positives.test(p) && !isHateful(n) && negatives.test(n)) {
                    inOrder += Math.max(0, Math.signum(hateful.get(p) - hateful.get(n)));
                    pairs++;
                }
            }
        }
        return inOrder / pairs;
    }

    private void checkBars() throws Exception {
        Matcher page = CHARTS.matcher(Files.readString(folder.resolve("run/report.html")));
        assertThat(page.find()).isTrue();
        JsonNode charts = new ObjectMapper().readTree(page.group(1));
        assertThat(charts).hasSize(4);
        assertThat(charts.at("/2/categories")).hasToString("[\"target=men\",\"target=women\"]");
        assertThat(charts.at("/2/series").findValuesAsText("name"))
                .containsExactly("teacher", "student", "student + dedier");
        assertThat(charts.at("/2/series/0/values/0").doubleValue())
                .isCloseTo(auroc(i -> target(i).equals("men"), i -> target(i).equals("men")), within(1e-9));
        assertThat(charts.at("/3/series").findValuesAsText("name")).containsExactly("epoch 1", "epoch 2", "epoch 3");
        assertThat(charts.at("/3/series/0/values/1").intValue()).isEqualTo(RECORDS);
    }

    /** All weights are 1 while the readout warms up; behind that a record has 0 or 1 + margin^exponent, at most 2. */
    private void checkWeights() {
        for (TrialResult trial : results.trials()) {
            if (trial.baseline()) {
                assertThat(trial.weights()).isEmpty();
            } else {
                assertThat(trial.weights()).extracting(EpochWeights::epoch).containsExactly(0, 1, 2);
                assertThat(trial.weights().get(0).records()).containsEntry("1", (long) RECORDS);
                for (EpochWeights epoch : trial.weights()) {
                    assertThat(sum(epoch.records())).isEqualTo(RECORDS);
                    assertThat(epoch.records())
                            .containsEntry("2 to 4", 0L)
                            .containsEntry("4 to 8", 0L)
                            .containsEntry("over 64", 0L);
                }
                assertThat(trial.weights().get(1).records().get("0")).isBetween(1L, RECORDS - 1L);
            }
        }
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
