package org.kd4j.arbiter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.arbiter.GoldenTeacher;
import org.kd4j.arbiter.report.ResultFiles;
import org.kd4j.arbiter.results.SweepResults;

/** From a model and sentences to a teacher in a folder, and from the folder to a sweep. */
class TeacherFinetuneCommandTest {
    private final StringWriter results = new StringWriter();
    private final StringWriter messages = new StringWriter();

    @TempDir
    Path folder;

    private Path model;
    private Path teacher;

    @BeforeEach
    void writeFiles() throws Exception {
        model = GoldenTeacher.write(Files.createDirectory(folder.resolve("exported")), "bert-opset17");
        teacher = folder.resolve("teacher");
        GoldenTeacher.sentences(folder.resolve("train.tsv"), 200, 1);
        GoldenTeacher.sentences(folder.resolve("dev.tsv"), 60, 2);
    }

    /** One that the CPU engine trains, and one that it does not know. */
    @ParameterizedTest
    @CsvSource({"bert-opset17, mean", "deberta-opset17, mean", "bert-opset17, cls"})
    void writesATeacherThatTeachesAsItWasTrained(String name, String pooling) throws Exception {
        model = GoldenTeacher.write(Files.createDirectory(folder.resolve("model")), name);

        assertThat(finetune("--json", "--set", "teacher.pooling=" + pooling))
                .as(messages.toString())
                .isZero();

        assertThat(messages.toString()).contains("with a new head (" + pooling + ", linear)");
        JsonNode document = new ObjectMapper().readTree(results.toString());
        assertThat(document.get("labels").toString()).isEqualTo("[\"no\",\"yes\"]");
        assertThat(document.get("references").get(0).asText()).isEqualTo("the network that was trained");
        assertThat(document.get("maxAbsDiff").asDouble()).isLessThan(1e-4);
        assertThat(messages.toString())
                .containsPattern("Epoch 1 of 3: loss \\d\\.\\d{4}, dev accuracy [01]\\.\\d{4}\\.")
                .contains("Epoch 3 of 3: ");
        assertThat(files(folder)).containsExactlyInAnyOrder("dev.tsv", "exported", "model", "teacher", "train.tsv");

        assertThat(run("teacher", "verify", teacher.toString())).isZero();
        assertThat(sweep("tuned-within", model, "teacher.head=fine-tune", "teacher.pooling=" + pooling))
                .isZero();
        deleteExport();
        assertThat(sweep("as-is", teacher, "teacher.head=as-is")).isZero();
        SweepResults within = ResultFiles.read(folder.resolve("tuned-within"));
        SweepResults asIs = ResultFiles.read(folder.resolve("as-is"));
        assertThat(asIs.teacher().dev().metrics().accuracy())
                .isGreaterThan(0.9)
                .isEqualTo(within.teacher().dev().metrics().accuracy());
        assertThat(asIs.teacher().dev().metrics().logLoss())
                .isCloseTo(within.teacher().dev().metrics().logLoss(), within(1e-5));
    }

    /** Its labels say which logit is which, whatever order the data has. */
    @Test
    void bringsTheOrderOfItsLabels() throws Exception {
        assertThat(finetune()).isZero();

        assertThat(sweep("run", teacher, "teacher.head=as-is", "data.labels=[yes,no]"))
                .as(messages.toString())
                .isZero();

        assertThat(ResultFiles.read(folder.resolve("run"))
                        .teacher()
                        .dev()
                        .metrics()
                        .accuracy())
                .isGreaterThan(0.9);
    }

    /** A graph with a logit a class goes on with them, in the order that the configuration says they have. */
    @Test
    void keepsTheLogitsOfAGraph() throws Exception {
        model = GoldenTeacher.write(Files.createDirectory(folder.resolve("model")), "deberta-opset17");
        GoldenTeacher.sentences(folder.resolve("train.tsv"), 200, 1, List.of("yes", "no", "maybe"));
        GoldenTeacher.sentences(folder.resolve("dev.tsv"), 60, 2, List.of("yes", "no", "maybe"));

        assertThat(finetune("--json", "--set", "teacher.labels=[yes,maybe,no]", "--set", "teacher.pooling=cls"))
                .as(messages.toString())
                .isZero();

        assertThat(messages.toString())
                .contains("as a SameDiff graph with its own logits: it is no encoder that the CPU engine trains."
                        + " teacher.pooling is not used: it is for new heads.");
        assertThat(new ObjectMapper().readTree(results.toString()).get("labels").toString())
                .isEqualTo("[\"yes\",\"maybe\",\"no\"]");
        assertThat(sweep("run", teacher, "teacher.head=as-is")).isZero();
        assertThat(ResultFiles.read(folder.resolve("run"))
                        .teacher()
                        .dev()
                        .metrics()
                        .accuracy())
                .isGreaterThan(0.9);
    }

    @Test
    void givesTheHiddenStatesOfATunedGraph() throws Exception {
        model = GoldenTeacher.write(Files.createDirectory(folder.resolve("model")), "deberta-opset17");

        assertThat(sweep(
                        "run",
                        model,
                        "teacher.head=fine-tune",
                        "teacher.batchSize=50",
                        "teacher.epochs=1",
                        "objective.kind=pkd",
                        "student.kind=transformer",
                        "student.layers=1",
                        "student.hidden=32",
                        "student.heads=4",
                        "student.intermediate=64",
                        "objective.layerMap=[[1, 1]]"))
                .as(messages.toString())
                .isZero();

        assertThat(messages.toString())
                .contains("as a SameDiff graph with a new head")
                .contains("the teacher is no encoder that the CPU engine knows");
    }

    @Test
    void isWhatAStudentStartsFrom() throws Exception {
        assertThat(finetune()).isZero();

        assertThat(sweep(
                        "run",
                        teacher,
                        "teacher.head=as-is",
                        "student.kind=transformer",
                        "student.layers=1",
                        "student.hidden=32",
                        "student.heads=4",
                        "student.intermediate=64"))
                .as(messages.toString())
                .isZero();

        assertThat(messages.toString()).contains("The student starts from the teacher's embeddings and blocks [2].");
    }

    /** It has numbers that were reckoned from parameters, too. */
    @Test
    void tunesNoTunedGraphAgain() throws Exception {
        model = GoldenTeacher.write(Files.createDirectory(folder.resolve("model")), "deberta-opset17");
        assertThat(finetune("--set", "teacher.epochs=1"))
                .as(messages.toString())
                .isZero();
        Path tuned = teacher;
        teacher = folder.resolve("again");

        assertThat(finetune("--set", "teacher.model=" + tuned)).isEqualTo(2);

        assertThat(lastMessage())
                .contains("teacher.model: found a folder")
                .endsWith(
                        "A teacher that was fine-tuned before is trained on more data by training the .onnx file on all"
                                + " of it.");
        assertThat(teacher).doesNotExist();
        assertThat(folder.resolve("again.training")).doesNotExist();
    }

    /** Its graph has numbers that were reckoned from parameters. */
    @Test
    void needsTheFileOfAModelThatTheEngineDoesNotKnow() throws Exception {
        Path deberta = GoldenTeacher.write(Files.createDirectory(folder.resolve("model")), "deberta-opset17");
        Path imported = folder.resolve("imported");
        assertThat(run("teacher", "import", deberta.toString(), "-o", imported.toString()))
                .isZero();

        assertThat(finetune("--set", "teacher.model=" + imported)).isEqualTo(2);

        assertThat(lastMessage()).contains("teacher.model: found a folder").contains("Name the .onnx file");
    }

    /** Before anything is trained. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | onnxruntime | teacher.engine: found onnxruntime for a model that is trained as a graph",
                "3 | encoder     | found no encoder that the CPU engine knows"
            })
    void refusesAnEngineThatCannotRunTheTunedGraph(int exitCode, String engine, String message) throws Exception {
        model = GoldenTeacher.write(Files.createDirectory(folder.resolve("model")), "deberta-opset17");

        assertThat(finetune("--set", "teacher.engine=" + engine))
                .as(messages.toString())
                .isEqualTo(exitCode);

        assertThat(lastMessage()).contains(message).contains("auto or samediff");
        assertThat(messages.toString()).doesNotContain("Epoch 1");
        assertThat(files(folder)).containsExactlyInAnyOrder("dev.tsv", "exported", "model", "train.tsv");
    }

    @Test
    void refusesAFolderThatIsThere() throws Exception {
        assertThat(finetune()).isZero();
        byte[] graph = Files.readAllBytes(teacher.resolve("graph.fb"));

        assertThat(finetune()).isEqualTo(2);

        assertThat(lastMessage())
                .contains(teacher + ": found a folder that is not empty")
                .contains("Name another.");
        assertThat(teacher.resolve("graph.fb")).hasBinaryContent(graph);
    }

    @Test
    void refusesAFolderForWhichAnotherProcessTrains() throws Exception {
        Path work = Files.createDirectory(folder.resolve("teacher.training"));
        try (FileChannel other =
                        FileChannel.open(work.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock taken = other.lock()) {
            assertThat(taken.isValid()).isTrue();

            assertThat(finetune()).isEqualTo(5);
        }
        assertThat(messages.toString().lines())
                .singleElement()
                .asString()
                .contains("--output " + teacher + ": found a folder for which another process is training a teacher")
                .contains("Wait for that process, or name another folder.");
        assertThat(files(work)).containsExactly(".lock");

        assertThat(finetune()).as("once it has ended").isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | teacher.learningRate: found 1.0E30, with which | teacher.learningRate=1.0e30",
                "2 | teacher.epochs                                 | teacher.epochs=0",
                "3 | found inputs [input_ids], expected input_ids and attention_mask, and perhaps token_type_ids, to be trained in batches with padding. Export the model with these inputs, or set teacher.head to probe, or to as-is | teacher.model=tiny.onnx",
                "3 | positions of the encoder: found 64, expected at least 65 | data.maxTokens=65",
                "3 | none.tsv: found no such file                   | data.train=none.tsv",
                "3 | train.tsv:2: found the label 'no'              | data.labels=[a,b]",
                "3 | none.onnx                                      | teacher.model=none.onnx",
                "3 | none.json: found no readable file              | teacher.tokenizer=none.json"
            })
    void saysWhatToPutRightAndLeavesNothingBehind(int exitCode, String message, String setting) throws Exception {
        Files.write(folder.resolve("exported/tiny.onnx"), TinyClassifier.bytes(1));
        String value = setting.replaceFirst("=none", "=" + folder + "/none")
                .replaceFirst("=tiny", "=" + folder + "/exported/tiny");

        assertThat(finetune("--set", value)).as(messages.toString()).isEqualTo(exitCode);

        assertThat(lastMessage()).contains(message).doesNotContain("Exception");
        assertThat(messages.toString()).doesNotContain("\tat ");
        assertThat(results.toString()).isEmpty();
        assertThat(files(folder)).containsExactlyInAnyOrder("dev.tsv", "exported", "train.tsv");
    }

    @Test
    void showsExamplesInItsHelp() {
        assertThat(run("teacher", "finetune", "--help")).isZero();
        assertThat(results.toString())
                .contains("kd-arbiter teacher finetune --set")
                .contains("teacher.head=as-is");
        assertThat(run("teacher", "finetune")).isEqualTo(2);
        assertThat(messages.toString()).contains("Missing required option: '--output=DIR'");
    }

    private int finetune(String... more) {
        List<String> all = new ArrayList<>(List.of("teacher", "finetune", "-o", teacher.toString()));
        List.of("teacher.epochs=3", "teacher.learningRate=3.0e-3", "teacher.batchSize=8", "teacher.model=" + model)
                .forEach(setting -> all.addAll(List.of("--set", setting)));
        data().forEach(setting -> all.addAll(List.of("--set", setting)));
        all.addAll(List.of(more));
        return run(all.toArray(String[]::new));
    }

    private int sweep(String name, Path teacherModel, String... settings) {
        List<String> all =
                new ArrayList<>(List.of("sweep", "--out", folder.resolve(name).toString()));
        List<String> keys = new ArrayList<>(List.of(
                "teacher.model=" + teacherModel,
                "teacher.epochs=3",
                "teacher.learningRate=3.0e-3",
                "teacher.batchSize=8",
                "student.kind=fasttext-linear",
                "training.epochs=1",
                "sweep.grid={}"));
        keys.addAll(data());
        keys.addAll(List.of(settings));
        keys.forEach(setting -> all.addAll(List.of("--set", setting)));
        return run(all.toArray(String[]::new));
    }

    private List<String> data() {
        return List.of(
                "data.train=" + folder.resolve("train.tsv"),
                "data.dev=" + folder.resolve("dev.tsv"),
                "data.maxTokens=16");
    }

    private int run(String... args) {
        int exitCode = Main.run(new PrintWriter(results, true), new PrintWriter(messages, true), args);
        assertThat(exitCode).as(messages.toString()).isNotEqualTo(1);
        return exitCode;
    }

    private void deleteExport() throws IOException {
        Files.delete(model);
        Files.delete(model.resolveSibling("tokenizer.json"));
    }

    private String lastMessage() {
        List<String> lines = messages.toString().lines().toList();
        return lines.get(lines.size() - 1);
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
