package org.kd4j.arbiter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.models.bundle.ModelBundle;

/** Students that learn from a model of ann and bob, who labelled all of forty items. */
class AnnotatorDistillationTest {
    private static final List<String> SMALL = List.of(
            "--set",
            "student.layers=1",
            "--set",
            "student.hidden=8",
            "--set",
            "student.heads=2",
            "--set",
            "student.intermediate=8",
            "--set",
            "training.optimizer.learningRate=0.01");

    private final StringWriter results = new StringWriter();
    private final StringWriter messages = new StringWriter();

    @TempDir
    Path folder;

    @BeforeEach
    void writeFiles() throws Exception {
        TinyModels.annotators(folder.resolve("annotators.zip"));
        TinyModels.student(folder.resolve("other.zip"));
        List<String> words = List.of("it", "was", "good", "bad", "not", "so");
        StringBuilder rows = new StringBuilder("item,text,annotator,label\n");
        SplittableRandom random = new SplittableRandom(1);
        for (int item = 0; item < 40; item++) {
            StringBuilder text = new StringBuilder();
            for (int word = 0; word < 4; word++) {
                text.append(words.get(random.nextInt(words.size()))).append(' ');
            }
            for (String annotator : List.of("ann", "bob")) {
                rows.append(item)
                        .append(',')
                        .append(text)
                        .append(',')
                        .append(annotator)
                        .append(',');
                rows.append(random.nextBoolean() ? "good" : "bad").append('\n');
            }
        }
        Files.writeString(folder.resolve("labels.csv"), rows);
        labelled("bad, good");
        Files.writeString(folder.resolve("plain.yaml"), "data: {format: csv}\n");
    }

    private void labelled(String labels) throws Exception {
        Files.writeString(
                folder.resolve("annotators.yaml"),
                "annotators: {model: majority}\n"
                        + "data: {format: long, itemColumn: item, file: " + folder.resolve("labels.csv")
                        + ", labels: [" + labels + "], split: {train: 0.5, dev: 0.25, test: 0.25}}\n");
    }

    /** Both labelled every item, so that the mean over an item's annotators is that over all. */
    @ParameterizedTest
    @ValueSource(strings = {"fasttext-linear", "kim-cnn", "transformer"})
    void learnsTheSoftLabel(String student) throws Exception {
        assertThat(sweep(
                        student.equals("transformer") ? SMALL : List.of(),
                        "student.kind=" + student,
                        "teacher.annotators=soft-label",
                        "objective.kind=hinton",
                        "objective.temperature=1",
                        "sweep.grid={objective.alpha: [1]}",
                        "training.epochs=15"))
                .as(messages.toString())
                .isZero();

        JsonNode found = resultsAsEvaluateHasThem();
        // The baseline learns majorities of labels that were drawn; the other what the teacher says.
        assertThat(softCe(found.get("trials").get(1).get("dev")))
                .isLessThan(softCe(found.get("trials").get(0).get("dev")));
        assertThat(results.toString()).contains("Soft CE");
    }

    /**
     * Their teacher's annotators contradict each other. The student has an answer for each, whatever the order of the
     * classes; the baseline has one.
     */
    @ParameterizedTest
    @CsvSource({"fasttext-linear, bad good", "kim-cnn, bad good", "transformer, good bad"})
    void learnsWhatEachAnnotatorSays(String student, String labels) throws Exception {
        TinyModels.opponents(folder.resolve("annotators.zip"));
        labelled(labels.replace(" ", ", "));
        assertThat(sweep(
                        student.equals("transformer") ? SMALL : List.of(),
                        "student.kind=" + student,
                        "teacher.annotators=all",
                        "objective.kind=logit-regression",
                        "sweep.grid={objective.alpha: [1]}",
                        "training.epochs=100"))
                .as(messages.toString())
                .isZero();
        resultsAsEvaluateHasThem();
        double ann = good("run/student.zip", "ann");
        double bob = good("run/student.zip", "bob");
        assertThat(good("annotators.zip", "ann") - good("annotators.zip", "bob"))
                .isGreaterThan(0.8);
        assertThat(ann - bob).isGreaterThan(0.5);
        assertThat(good("run/student.zip", "zoe")).isCloseTo((ann + bob) / 2, within(1e-6));
    }

    /** A jury of the two, who never agree, hangs. */
    @Test
    void juriesOfStudentsAreOfWhomTheyLearnedFrom() throws Exception {
        TinyModels.opponents(folder.resolve("annotators.zip"));
        assertThat(sweep(
                        List.of(),
                        "student.kind=fasttext-linear",
                        "teacher.annotators=all",
                        "objective.kind=logit-regression",
                        "sweep.grid={objective.alpha: [1]}",
                        "training.epochs=100"))
                .as(messages.toString())
                .isZero();
        JsonNode said = predicted("run/student.zip", "--jury", "*:2", "--juries", "3");
        assertThat(said.findValue("hung").asDouble()).isEqualTo(1);
    }

    /** The hard label alone has no share for each, nor need it be asked of anybody. */
    @Test
    void aStudentWhoseTeacherWeighsNothingHasOneAnswer() throws Exception {
        assertThat(sweep(
                        List.of(),
                        "student.kind=fasttext-linear",
                        "teacher.annotators=all",
                        "objective.kind=hinton",
                        "sweep.grid={objective.alpha: [0]}"))
                .as(messages.toString())
                .isZero();
        try (ModelBundle model = ModelBundle.open(folder.resolve("run/student.zip"))) {
            assertThat(model.annotators()).isEmpty();
        }
    }

    private JsonNode predicted(String model, String... asked) throws Exception {
        List<String> args = new ArrayList<>(
                List.of("predict", folder.resolve(model).toString(), "--text", "it was good", "--json"));
        args.addAll(List.of(asked));
        StringWriter document = new StringWriter();
        assertThat(Main.run(
                        new PrintWriter(document, true), new PrintWriter(messages, true), args.toArray(String[]::new)))
                .as(messages.toString())
                .isZero();
        return new ObjectMapper().readTree(document.toString());
    }

    private double good(String model, String annotator) throws Exception {
        return predicted(model, "--annotator", annotator)
                .findValue("probabilities")
                .get("good")
                .asDouble();
    }

    /** Each file numbers its items anew, as those of shared tasks do. */
    @Test
    void filesWithTheSameIdsAreApart() throws Exception {
        StringBuilder sets = new StringBuilder();
        for (String set : List.of("train", "dev", "test")) {
            StringBuilder rows = new StringBuilder("item,text,annotator,label\n");
            for (int item = 0; item < 12; item++) {
                for (String annotator : List.of("ann", "bob")) {
                    rows.append(String.format(
                            "%d,it was %s %s,%s,%s%n",
                            item,
                            set.equals("dev") ? "so" : "not",
                            set.equals("test") == item < 6 ? "good" : "bad",
                            annotator,
                            item < 6 ? "good" : "bad"));
                }
            }
            Path file = Files.writeString(folder.resolve(set + ".csv"), rows);
            sets.append(", ").append(set).append(": ").append(file);
        }
        Files.writeString(
                folder.resolve("annotators.yaml"),
                "annotators: {model: majority}\ndata: {format: long, itemColumn: item, labels: [bad, good]" + sets
                        + "}\n");
        assertThat(sweep(
                        List.of(),
                        "student.kind=fasttext-linear",
                        "teacher.annotators=soft-label",
                        "objective.kind=hinton",
                        "sweep.grid={}"))
                .as(messages.toString())
                .isZero();
        assertThat(messages.toString()).contains("Records: 12 train, 12 dev, 12 test");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | teacher.head: found fine-tune, expected as-is, because teacher.annotators | teacher.head=fine-tune teacher.annotators=all",
                "2 | teacher.annotators: found \"some\", expected one of [soft-label, all]     | teacher.annotators=some",
                "2 | objective.kind: found pkd with teacher.annotators, expected one that asks | teacher.annotators=soft-label objective.kind=pkd student.kind=transformer",
                "2 | objective.kind: found dedier with teacher.annotators all, expected one over    | teacher.annotators=all objective.kind=dedier student.kind=transformer",
                "3 | other.zip: found a model that does not tell annotators apart              | teacher.annotators=all teacher.model=other.zip",
                "3 | none.zip: found no such file                                              | teacher.annotators=all teacher.model=none.zip",
                "2 | data.annotations: found                                                   | teacher.annotators=all data.train=labels.csv",
                "2 | expected no labels, labelThreshold, splitBy and groups beside it          | teacher.annotators=all data.labels=[bad,good]",
                "2 | which has no section annotators, expected the configuration of a sweep    | teacher.annotators=all data.annotations=plain.yaml",
                "2 | none.yaml: found no such file                                             | teacher.annotators=all data.annotations=none.yaml",
            })
    void saysWhatIsWrong(int exitCode, String message, String settings) {
        String[] inFolder = Arrays.stream(settings.split(" "))
                .map(setting ->
                        setting.matches(".*\\.(zip|yaml|csv)") ? setting.replace("=", "=" + folder + "/") : setting)
                .toArray(String[]::new);
        assertThat(sweep(List.of(), inFolder)).as(messages.toString()).isEqualTo(exitCode);
        assertThat(messages.toString()).contains(message).doesNotContain("\tat ");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    /** Of a sweep with a baseline and one trial. */
    private JsonNode resultsAsEvaluateHasThem() throws Exception {
        JsonNode found =
                new ObjectMapper().readTree(folder.resolve("run/results.json").toFile());
        for (String part : List.of("dev", "test")) {
            assertThat(softCe(found.get("teacher").get(part)))
                    .isCloseTo(evaluated("annotators.zip", part), within(1e-5));
            assertThat(softCe(found.get("trials").get(1).get(part)))
                    .isCloseTo(evaluated("run/student.zip", part), within(1e-6));
        }
        return found;
    }

    private static double softCe(JsonNode scores) {
        return scores.get("soft").get("crossEntropy").asDouble();
    }

    private double evaluated(String model, String part) throws Exception {
        StringWriter document = new StringWriter();
        int exitCode = Main.run(
                new PrintWriter(document, true),
                new PrintWriter(messages, true),
                "evaluate",
                folder.resolve(model).toString(),
                "--data",
                folder.resolve("labels.csv").toString(),
                "-c",
                folder.resolve("annotators.yaml").toString(),
                "--part",
                part,
                "--json");
        assertThat(exitCode).as(messages.toString()).isZero();
        return softCe(new ObjectMapper().readTree(document.toString()).get("annotators"));
    }

    private int sweep(List<String> more, String... settings) {
        List<String> args =
                new ArrayList<>(List.of("sweep", "--out", folder.resolve("run").toString()));
        List<String> all = new ArrayList<>(List.of(
                "data.annotations=" + folder.resolve("annotators.yaml"),
                "data.maxTokens=8",
                "teacher.model=" + folder.resolve("annotators.zip"),
                "teacher.head=as-is"));
        all.addAll(List.of(settings));
        for (String setting : all) {
            args.add("--set");
            args.add(setting);
        }
        args.addAll(more);
        return Main.run(new PrintWriter(results, true), new PrintWriter(messages, true), args.toArray(String[]::new));
    }
}
