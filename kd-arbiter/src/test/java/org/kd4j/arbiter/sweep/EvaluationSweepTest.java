package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.report.ResultFiles;
import org.kd4j.arbiter.report.ResultTable;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.core.batch.Student;
import org.kd4j.core.seed.Seeds;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerStudent;

/** A small sweep with two evaluation sets whose files are written in other ways than those of the training. */
class EvaluationSweepTest {
    private static final int TRAIN = 30;
    private static final int SHARES = 24;
    private static final int MILD = 9;

    @TempDir
    Path folder;

    private final SplittableRandom random = Seeds.stream(1, "texts", 0);
    private final List<String> shares = new ArrayList<>();
    private final List<String> mild = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private TransformerStudent teacher;
    private ConfigTree tree;
    private ConfigTree without;

    /** Of the shares every third is hateful; men are every second, women those from 12 on. */
    @BeforeEach
    void write() throws Exception {
        teacher = SmallTeacher.write(folder.resolve("teacher"), List.of("hateful", "non-hateful"));
        StringBuilder train = new StringBuilder("text,label\n");
        for (int i = 0; i < TRAIN; i++) {
            train.append(text()).append(i % 2 == 0 ? ",hateful\n" : ",non-hateful\n");
        }
        StringBuilder published = new StringBuilder("id,comment_text,target,male,female\n");
        for (int i = 0; i < SHARES; i++) {
            shares.add(text());
            published.append(i).append(',').append(shares.get(i)).append(isHateful(i) ? ",0.7," : ",0.2,");
            published.append(isMale(i) ? "1.0" : "").append(isFemale(i) ? ",0.5\n" : ",0.4\n");
        }
        StringBuilder phrases = new StringBuilder("tone\tphrase\n");
        for (int i = 0; i < MILD; i++) {
            mild.add(text());
            phrases.append("mild\t").append(mild.get(i)).append('\n');
        }
        Path file = Files.writeString(folder.resolve("train.csv"), train);
        Files.writeString(folder.resolve("shares.csv"), published);
        Files.writeString(folder.resolve("mild.tsv"), phrases);
        List<String> settings = List.of(
                "data={format: csv, textColumn: text, positiveLabel: hateful}",
                "data.train=" + file,
                "data.dev=" + file,
                "data.maxTokens=" + SmallTeacher.TOKENS,
                "teacher={model: " + folder.resolve("teacher") + ", head: as-is}",
                "student={kind: transformer, layers: 1, hidden: 16, heads: 2, intermediate: 32}",
                "training={epochs: 2, batchSize: 8}",
                "sweep.grid={objective.temperature: [1, 2]}");
        List<String> sets = List.of(
                "data.evaluations.shares={format: civil-comments, labelNames: {1: hateful, 0: non-hateful}}",
                "data.evaluations.shares.file=" + folder.resolve("shares.csv"),
                "data.evaluations.mild={format: glue, textColumn: phrase, labelColumn: tone}",
                "data.evaluations.mild.labelNames={mild: non-hateful}",
                "data.evaluations.mild.file=" + folder.resolve("mild.tsv"));
        without = ConfigTree.read(null, settings);
        tree = ConfigTree.read(
                null, Stream.concat(settings.stream(), sets.stream()).toList());
    }

    private String text() {
        return random.ints(2 + random.nextInt(7), 3, SmallTeacher.WORDS)
                .mapToObj(id -> "w" + id)
                .collect(Collectors.joining(" "));
    }

    private static boolean isHateful(int i) {
        return i % 3 == 0;
    }

    private static boolean isMale(int i) {
        return i % 2 == 0;
    }

    private static boolean isFemale(int i) {
        return i >= 12;
    }

    private SweepResults run(boolean resume) throws Exception {
        return Sweep.run(tree, folder.resolve("run"), folder.resolve("cache.db"), resume, new SaidMessages(said));
    }

    @Test
    void scoresTeacherBaselineAndChosenStudentOnThem() throws Exception {
        SweepResults results = run(false);

        assertThat(results.data().evaluations()).isEqualTo(Map.of("shares", SHARES, "mild", MILD));
        assertThat(results.data().evaluations().keySet()).containsExactly("shares", "mild");
        check(results.teacher().evaluations(), teacher);
        for (TrialResult trial : results.trials()) {
            if (trial.baseline() || trial.number() == results.chosen()) {
                try (Student student = student(trial)) {
                    check(trial.evaluations(), student);
                }
            } else {
                assertThat(trial.evaluations()).isEmpty();
            }
        }
        assertThat(ResultFiles.read(folder.resolve("run")))
                .usingRecursiveComparison()
                .isEqualTo(results);
        checkTables(results);
        assertThat(said).anyMatch(line -> line.contains("shares 24, mild 9 records"));
    }

    /** By counting, from the probability that each text is hateful. */
    private void check(Map<String, Scores> scores, Student asked) {
        assertThat(scores.keySet()).containsExactly("shares", "mild");
        double[] shareScores = hateful(asked, shares);
        Scores onShares = scores.get("shares");
        assertThat(onShares.metrics().records()).isEqualTo(SHARES);
        assertThat(onShares.metrics().accuracy()).isEqualTo(rate(SHARES, i -> shareScores[i] > 0.5 == isHateful(i)));
        assertThat(onShares.agreement())
                .isEqualTo(rate(SHARES, i -> shareScores[i] > 0.5 == hateful(teacher, shares)[i] > 0.5));
        assertThat(onShares.groups().auroc().getAsDouble())
                .isCloseTo(auroc(shareScores, i -> true, i -> true), within(1e-9));
        assertThat(onShares.groups().subgroups())
                .satisfiesExactly(
                        female -> {
                            assertThat(female.name()).isEqualTo("female");
                            assertThat(List.of(female.records(), female.positives()))
                                    .containsExactly(12, 4);
                            assertThat(female.bpsnAuroc().getAsDouble())
                                    .isCloseTo(
                                            auroc(shareScores, i -> !isFemale(i), EvaluationSweepTest::isFemale),
                                            within(1e-9));
                        },
                        male -> {
                            assertThat(male.name()).isEqualTo("male");
                            assertThat(male.subgroupAuroc().getAsDouble())
                                    .isCloseTo(
                                            auroc(
                                                    shareScores,
                                                    EvaluationSweepTest::isMale,
                                                    EvaluationSweepTest::isMale),
                                            within(1e-9));
                        });
        double[] mildScores = hateful(asked, mild);
        assertThat(scores.get("mild").metrics().accuracy()).isEqualTo(rate(MILD, i -> mildScores[i] <= 0.5));
        assertThat(scores.get("mild").groups().auroc()).as("of one class").isEmpty();
        assertThat(scores.get("mild").groups().subgroups()).isEmpty();
    }

    private void checkTables(SweepResults results) throws Exception {
        List<CSVRecord> rows = csv("results.csv");
        Scores onShares = results.teacher().evaluations().get("shares");
        assertThat(rows.get(0).get("shares_accuracy"))
                .isEqualTo(String.valueOf(onShares.metrics().accuracy()));
        assertThat(rows.get(0).get("shares_worst_bpsn_auroc"))
                .isEqualTo(String.valueOf(
                        onShares.groups().bpsnAurocRange().orElseThrow().worst()));
        assertThat(rows).allSatisfy(row -> {
            boolean asked =
                    !row.get("kind").equals("trial") || row.get("chosen").equals("true");
            assertThat(row.get("shares_accuracy").isEmpty()).isNotEqualTo(asked);
            assertThat(row.get("mild_auroc")).isEqualTo(asked ? "undefined" : "");
            assertThat(row.get("mild_worst_bpsn_auroc")).isEmpty();
        });
        // Two groups of one set, of the teacher, the baseline and the chosen student; dev and mild have none.
        assertThat(csv("groups.csv"))
                .hasSize(6)
                .allSatisfy(row -> assertThat(row.get("set")).isEqualTo("shares"));
        assertThat(ResultTable.render(results))
                .contains("\n  shares ", "\n  mild ", "AUROC on shares, positive class hateful", "AUROC on mild");
        assertThat(Files.readString(folder.resolve("run/report.html")))
                .contains("Evaluation sets", "<td>shares</td><td class=\"number\">24</td>", "Groups on shares")
                .doesNotContain("Groups on mild", "Groups on dev");
    }

    private List<CSVRecord> csv(String name) throws Exception {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser csv =
                CSVParser.parse(Files.readString(folder.resolve("run").resolve(name)), format)) {
            return csv.getRecords();
        }
    }

    /** As after an end between two sets: what is there stands, what is missing is made up for. */
    @Test
    void continuesBehindTheSetsThatWereAsked() throws Exception {
        SweepResults whole = run(false);
        TrialResult baseline = whole.trials().get(0);
        Scores known = new Scores(baseline.dev().metrics(), 0.125);
        try (TrialStore store = TrialStore.open(folder.resolve("run/trials.db"))) {
            for (TrialResult trial : whole.trials()) {
                store.put(unasked(trial));
            }
            store.put(unasked(baseline).withEvaluation("shares", known));
        }
        said.clear();

        SweepResults again = run(true);

        assertThat(again.trials().get(0).evaluations().get("shares").agreement())
                .isEqualTo(0.125);
        assertThat(again.trials().get(0).evaluations().get("mild"))
                .usingRecursiveComparison()
                .isEqualTo(baseline.evaluations().get("mild"));
        assertThat(again.trials().subList(1, again.trials().size()))
                .usingRecursiveComparison()
                .isEqualTo(whole.trials().subList(1, whole.trials().size()));
        assertThat(again.teacher()).usingRecursiveComparison().isEqualTo(whole.teacher());
        assertThat(said).noneMatch(line -> line.contains("logits computed"));
    }

    private static TrialResult unasked(TrialResult trial) {
        return new TrialResult(
                trial.number(),
                trial.baseline(),
                trial.parameters(),
                trial.seed(),
                trial.state(),
                trial.dev(),
                trial.test(),
                trial.studentParameters(),
                trial.seconds(),
                trial.error());
    }

    @Test
    void choosesTheSameWithoutThem() throws Exception {
        SweepResults with = run(false);
        SweepResults alone = Sweep.run(
                without, folder.resolve("without"), folder.resolve("cache.db"), false, new SaidMessages(said));

        assertThat(alone.chosen()).isEqualTo(with.chosen());
        assertThat(alone.trials())
                .extracting(trial -> trial.dev().metrics().logLoss())
                .isEqualTo(with.trials().stream()
                        .map(trial -> trial.dev().metrics().logLoss())
                        .toList());
        assertThat(folder.resolve("without/results.json")).content().doesNotContain("evaluations");
    }

    private Student student(TrialResult trial) throws Exception {
        Config config = Plan.of(tree).all().get(trial.number()).config();
        return Students.of(new TextTask(SmallTeacher.WORDS, 0, SmallTeacher.TOKENS, 2))
                .load(config, folder.resolve("run/students/trial-" + trial.number() + ".zip"));
    }

    private static double[] hateful(Student asked, List<String> texts) {
        float[][] logits = asked.logits(texts.stream().map(SmallTeacher::ids).toArray(int[][]::new));
        return List.of(logits).stream()
                .mapToDouble(row -> 1 / (1 + Math.exp((double) row[1] - row[0])))
                .toArray();
    }

    private static double rate(int records, IntPredicate right) {
        return (double) IntStream.range(0, records).filter(right).count() / records;
    }

    /** All pairs of a hateful record of some and another of others. */
    private static double auroc(double[] scores, IntPredicate positives, IntPredicate negatives) {
        double inOrder = 0;
        int pairs = 0;
        for (int p = 0; p < SHARES; p++) {
            for (int n = 0; n < SHARES; n++) {
                if (isHateful(p) && positives.test(p) && !isHateful(n) && negatives.test(n)) {
                    inOrder += (1 + Math.signum(scores[p] - scores[n])) / 2;
                    pairs++;
                }
            }
        }
        return inOrder / pairs;
    }
}
