package org.kd4j.arbiter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.arbiter.report.ResultFiles;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.models.bundle.ModelBundle;
import org.kd4j.models.bundle.Prediction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The whole way of a record, on a few of the demonstration sentences, with the built-in teacher. */
class SweepCommandTest {
    private final StringWriter results = new StringWriter();
    private final StringWriter messages = new StringWriter();

    @TempDir
    Path folder;

    @BeforeEach
    void takeSomeSentences() throws Exception {
        excerpt("train.tsv", 60);
        excerpt("dev.tsv", 30);
        excerpt("test.tsv", 30);
    }

    @Test
    void goesFromTextToAStudentThatDl4jLoads() throws Exception {
        assertThat(sweep("run")).as(messages.toString()).isZero();

        assertThat(folder.resolve("run"))
                .isDirectoryContaining("glob:**/results.csv")
                .isDirectoryContaining("glob:**/results.json")
                .isDirectoryContaining("glob:**/config.yaml")
                .isDirectoryContaining("glob:**/report.html")
                .isDirectoryContaining("glob:**/trials.db");
        JsonNode manifest =
                new ObjectMapper().readTree(folder.resolve("run/manifest.json").toFile());
        assertThat(manifest.at("/seeds/training").asLong()).isEqualTo(1);
        assertThat(manifest.at("/versions/deeplearning4j").asText()).isEqualTo("1.0.0-M2.1");
        assertThat(manifest.at("/versions/arbiter").asText()).isEqualTo("1.0.0-beta7");
        assertThat(manifest.at("/environment/java").asText()).contains(System.getProperty("java.version"));
        SweepResults found = ResultFiles.read(folder.resolve("run"));
        assertThat(found.trials()).extracting(TrialResult::state).containsOnly(TrialResult.State.DONE);
        assertThat(found.data().train()).isEqualTo(60);
        assertThat(results.toString()).contains("teacher").contains("baseline").contains("alpha=0.9");
        ComputationGraph student =
                ComputationGraph.load(folder.resolve("run/student.zip").toFile(), false);
        INDArray ids = Nd4j.createFromArray(new int[][][] {{{2023, 2003, 2204, 0}}});
        assertThat(student.outputSingle(ids).sumNumber().doubleValue()).isCloseTo(1.0, within(1e-5));
    }

    /** What it predicts of the sentences of dev gives the accuracy that the sweep found there. */
    @ParameterizedTest
    @ValueSource(strings = {"fasttext-linear", "kim-cnn", "transformer"})
    void writesAStudentThatPredictsByItself(String kind) throws Exception {
        String small = kind.equals("transformer") ? "student.layers=1" : "training.seed=1";
        assertThat(sweep("run", "--set", "student.kind=" + kind, "--set", small, "--set", "training.epochs=1"))
                .as(messages.toString())
                .isZero();

        TrialResult chosen =
                ResultFiles.read(folder.resolve("run")).chosenTrial().orElseThrow();
        List<String> lines = Files.readAllLines(folder.resolve("dev.tsv"));
        List<String[]> rows = lines.subList(1, lines.size()).stream()
                .map(line -> line.split("\t"))
                .toList();
        int label = List.of(lines.get(0).split("\t")).indexOf("label");
        int sentence = List.of(lines.get(0).split("\t")).indexOf("sentence");
        try (ModelBundle model = ModelBundle.open(folder.resolve("run/student.zip"))) {
            List<Prediction> predictions =
                    model.predict(rows.stream().map(row -> row[sentence]).toList());
            double hits = 0;
            double loss = 0;
            for (int i = 0; i < rows.size(); i++) {
                String gold = rows.get(i)[label];
                hits += predictions.get(i).label().equals(gold) ? 1 : 0;
                loss -= Math.log(
                        predictions.get(i).probabilities()[model.labels().indexOf(gold)]);
            }
            assertThat(hits / rows.size()).isEqualTo(chosen.dev().metrics().accuracy());
            assertThat(loss / rows.size()).isCloseTo(chosen.dev().metrics().logLoss(), within(1e-9));
        }
    }

    @Test
    void asksTestOnlyForTeacherBaselineAndChosenTrial() throws Exception {
        sweep("run");

        SweepResults found = ResultFiles.read(folder.resolve("run"));
        assertThat(found.teacher().test()).isNotNull();
        assertThat(found.trials())
                .filteredOn(trial -> trial.test() != null)
                .extracting(TrialResult::number)
                .containsExactlyInAnyOrder(0, found.chosen());
        double best = found.trials().stream()
                .filter(trial -> !trial.baseline())
                .mapToDouble(trial -> trial.dev().metrics().accuracy())
                .max()
                .orElseThrow();
        assertThat(found.chosenTrial().orElseThrow().dev().metrics().accuracy()).isEqualTo(best);
    }

    @Test
    void redoesOnlyTheTrialThatWasInterrupted() throws Exception {
        sweep("run");
        SweepResults before = ResultFiles.read(folder.resolve("run"));
        int interrupted = 3 - before.chosen();
        try (var store = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("run/trials.db"));
                var statement = store.createStatement()) {
            statement.execute(
                    "UPDATE trial SET state = 'RUNNING', dev = NULL, test = NULL WHERE number = " + interrupted);
        }
        Files.deleteIfExists(folder.resolve("run/students/trial-" + interrupted + ".zip"));
        Path left = Files.createDirectory(folder.resolve("run/students/trial-" + before.chosen() + ".state"));

        assertThat(sweep("run", "--resume")).as(messages.toString()).isZero();

        SweepResults after = ResultFiles.read(folder.resolve("run"));
        assertThat(messages.toString())
                .contains("nothing computed")
                .contains("#1/3")
                .contains("done before");
        assertThat(left).doesNotExist();
        assertThat(after)
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*seconds")
                .isEqualTo(before);
        for (int trial = 0; trial < 3; trial++) {
            double secondsBefore = before.trials().get(trial).seconds();
            double secondsAfter = after.trials().get(trial).seconds();
            assertThat(secondsAfter == secondsBefore).as("trial %d kept", trial).isEqualTo(trial != interrupted);
        }
    }

    @Test
    void goesOnAfterATrialThatDiverges() throws Exception {
        int exitCode = sweep("run", "--set", "sweep.grid={training.optimizer.learningRate: [0.5, 1.0e+38]}");

        assertThat(exitCode).isEqualTo(4);
        SweepResults found = ResultFiles.read(folder.resolve("run"));
        assertThat(found.trials())
                .extracting(TrialResult::state)
                .containsExactlyInAnyOrder(TrialResult.State.DONE, TrialResult.State.DONE, TrialResult.State.FAILED);
        assertThat(found.trials())
                .filteredOn(trial -> trial.state() == TrialResult.State.FAILED)
                .extracting(TrialResult::error)
                .singleElement()
                .asString()
                .contains("learning rate");
    }

    @Test
    void doesNotOverwriteASweep() {
        sweep("run");

        assertThat(sweep("run")).isEqualTo(5);
        assertThat(messages.toString()).contains("--resume");
    }

    @Test
    void printsOneJsonDocument() throws Exception {
        assertThat(sweep("run", "--json")).isZero();

        assertThat(results.toString().strip())
                .isEqualTo(Files.readString(folder.resolve("run/results.json")).strip());
    }

    /** As the sweep does at that point, to the last digit; the grid of the configuration is named as not used. */
    @Test
    void distillTrainsOnce() throws Exception {
        sweep("sweep");
        assertThat(command("distill", "one", "--set", "objective.temperature=2", "--set", "objective.alpha=0.9"))
                .as(messages.toString())
                .isZero();

        TrialResult alone = ResultFiles.read(folder.resolve("one")).trials().get(0);
        TrialResult same = ResultFiles.read(folder.resolve("sweep")).trials().stream()
                .filter(trial -> trial.name().contains("alpha=0.9"))
                .findFirst()
                .orElseThrow();
        assertThat(ResultFiles.read(folder.resolve("one")).trials()).hasSize(1);
        assertThat(alone.dev()).usingRecursiveComparison().isEqualTo(same.dev());
        assertThat(messages.toString())
                .contains("Not used, because distill trains once: sweep.grid.")
                .contains("Model: " + folder.resolve("one/student.zip"));
        assertThat(folder.resolve("one/manifest.json")).exists();
        ModelBundle.open(folder.resolve("one/student.zip")).close();

        assertThat(command("distill", "one", "--set", "objective.temperature=2", "--set", "objective.alpha=0.9"))
                .isEqualTo(5);
        assertThat(command(
                        "distill",
                        "one",
                        "--set",
                        "objective.temperature=2",
                        "--set",
                        "objective.alpha=0.9",
                        "--resume"))
                .isZero();
        assertThat(messages.toString()).contains("done before");
    }

    private int sweep(String run, String... more) {
        return command("sweep", run, more);
    }

    private int command(String command, String run, String... more) {
        results.getBuffer().setLength(0);
        messages.getBuffer().setLength(0);
        List<String> args =
                new ArrayList<>(List.of(command, "--out", folder.resolve(run).toString()));
        for (String setting : List.of(
                "data.train=" + folder.resolve("train.tsv"),
                "data.dev=" + folder.resolve("dev.tsv"),
                "data.test=" + folder.resolve("test.tsv"),
                "data.maxTokens=32",
                "teacher.head=probe",
                "student.kind=fasttext-linear",
                "sweep.grid={objective.temperature: [2], objective.alpha: [0.5, 0.9]}")) {
            args.add("--set");
            args.add(setting);
        }
        args.addAll(List.of(more));
        return Main.run(new PrintWriter(results, true), new PrintWriter(messages, true), args.toArray(String[]::new));
    }

    private void excerpt(String name, int sentences) throws Exception {
        try (InputStream in = getClass().getResourceAsStream("/org/kd4j/arbiter/demo/" + name)) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            Files.write(folder.resolve(name), lines.subList(0, sentences + 1));
        }
    }
}
