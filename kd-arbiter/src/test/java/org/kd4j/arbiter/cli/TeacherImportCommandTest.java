package org.kd4j.arbiter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.arbiter.report.ResultFiles;

/** From a model with its tokenizer and config.json to a folder, and from the folder to a sweep. */
class TeacherImportCommandTest {
    private final StringWriter results = new StringWriter();
    private final StringWriter messages = new StringWriter();

    @TempDir
    Path folder;

    private Path exported;
    private Path teacher;

    @BeforeEach
    void writeFiles() throws Exception {
        exported = Files.createDirectory(folder.resolve("exported"));
        teacher = folder.resolve("teacher");
        Files.write(exported.resolve("model.onnx"), TinyClassifier.bytes(1));
        try (InputStream tokenizer = getClass().getResourceAsStream("/all-minilm-l6-v2-tokenizer.json")) {
            Files.copy(tokenizer, exported.resolve("tokenizer.json"));
        }
        Files.writeString(exported.resolve("config.json"), "{\"id2label\": {\"0\": \"good\", \"1\": \"bad\"}}");
    }

    @Test
    void writesAFolderAndSaysWhatIsInIt() throws Exception {
        assertThat(importModel("--json")).as(messages.toString()).isZero();

        assertThat(results.toString().lines()).hasSize(1);
        JsonNode document = new ObjectMapper().readTree(results.toString());
        assertThat(document.get("folder").asText()).isEqualTo(teacher.toString());
        assertThat(document.get("opset").asInt()).isEqualTo(13);
        assertThat(document.get("references").get(0).asText()).isEqualTo("ONNX Runtime");
        assertThat(document.get("maxAbsDiff").asDouble()).isLessThan(1e-4);
        assertThat(document.get("labels").toString()).isEqualTo("[\"good\",\"bad\"]");
        List<String> named = new ArrayList<>();
        document.get("files").fieldNames().forEachRemaining(named::add);
        assertThat(named)
                .containsExactly("SHA256SUMS", "cases.json", "graph.fb", "manifest.json", "tokenizer.json")
                .containsExactlyElementsOf(files(teacher));
        assertThat(messages.toString()).contains("Translating ", "Writing ");
    }

    @Test
    void teachesAsTheFileItCameFromDoesFromTheSameCache() throws Exception {
        Files.writeString(folder.resolve("data.tsv"), sentences());
        assertThat(importModel()).as(messages.toString()).isZero();
        assertThat(sweep("from-file", exported.resolve("model.onnx"), "teacher.labels=[good,bad]"))
                .as(messages.toString())
                .isZero();
        deleteModel();

        assertThat(sweep("from-folder", teacher, "teacher.labels=[]"))
                .as(messages.toString())
                .isZero();

        assertThat(messages.toString()).contains("all cached; nothing computed");
        assertThat(ResultFiles.read(folder.resolve("from-folder")).teacher().dev())
                .usingRecursiveComparison()
                .isEqualTo(
                        ResultFiles.read(folder.resolve("from-file")).teacher().dev());
    }

    @Test
    void saysWhereTheFoldersLabelsAreNotTheDatas() throws Exception {
        Files.writeString(folder.resolve("data.tsv"), sentences());
        assertThat(importModel("--labels", "yes,no")).isZero();

        assertThat(sweep("run", teacher, "teacher.labels=[]")).isZero();

        assertThat(messages.toString()).contains("The teacher's labels [yes, no] are not those of the data");
    }

    @Test
    void refusesADamagedFolder() throws Exception {
        Files.writeString(folder.resolve("data.tsv"), sentences());
        assertThat(importModel()).isZero();
        Path graph = teacher.resolve("graph.fb");
        byte[] bytes = Files.readAllBytes(graph);
        bytes[bytes.length / 2] ^= 1;
        Files.write(graph, bytes);

        assertThat(sweep("run", teacher, "teacher.labels=[]")).isEqualTo(3);

        assertThat(lastMessage()).startsWith(graph + ": found ").contains("Import the model again.");
    }

    @Test
    void leavesOutWhatIsNotThere() throws Exception {
        Files.delete(exported.resolve("tokenizer.json"));
        Files.writeString(exported.resolve("config.json"), "{\"id2label\": {\"0\": \"only\"}}");

        assertThat(importModel()).isZero();

        assertThat(files(teacher)).doesNotContain("tokenizer.json");
        assertThat(messages.toString()).contains("There is no " + exported.resolve("tokenizer.json"));
        assertThat(messages.toString()).contains("names 1 labels, but the model has 2 logits: they are left out.");
        assertThat(results.toString()).contains("No tokenizer. No labels.");
    }

    @Test
    void replacesOnlyAnImportAndOnlyIfForced() throws Exception {
        assertThat(importModel()).isZero();
        assertThat(importModel()).isEqualTo(2);
        assertThat(lastMessage()).contains("found a folder that is not empty").contains("--force");

        assertThat(importModel("--force", "--labels", "a,b")).isZero();
        assertThat(teacher.resolve("manifest.json")).content().contains("[ \"a\", \"b\" ]");
        assertThat(files(folder)).containsExactly("exported", "teacher");

        assertThat(run("teacher", "import", model(), "-o", exported.toString(), "--force"))
                .isEqualTo(2);
        assertThat(files(exported)).contains("model.onnx");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | expected one for each of its 2 logits           | model.onnx -o teacher --labels a,b,c",
                "2 | expected one for each of its 2 logits           | model.onnx -o teacher --labels a,a",
                "2 | model.onnx: found a file                        | model.onnx -o exported/model.onnx",
                "2 | expected a folder with a name                   | model.onnx -o /",
                "3 | no readable file                                | none.onnx -o teacher",
                "3 | tokenizer.json                                  | tokenizer.json -o teacher",
                "3 | config.json: found a file that is no tokenizer  | model.onnx -o teacher --tokenizer config.json",
                "3 | none.json: found no readable file               | model.onnx -o teacher --tokenizer none.json",
                "3 | none.json: found no readable file               | model.onnx -o teacher --cases none.json",
                "3 | A file cannot be read or written                | model.onnx -o exported/config.json/teacher"
            })
    void saysWhatToPutRightAndLeavesNothingBehind(int exitCode, String message, String arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("teacher", "import"));
        for (String argument : arguments.split(" ")) {
            boolean input = argument.matches("[a-z]+\\.(onnx|json)");
            boolean target = argument.startsWith("teacher") || argument.startsWith("exported");
            all.add(input ? exported + "/" + argument : target ? folder + "/" + argument : argument);
        }

        assertThat(run(all.toArray(String[]::new))).as(messages.toString()).isEqualTo(exitCode);

        assertThat(lastMessage()).contains(message);
        assertThat(messages.toString()).doesNotContain("\tat ");
        assertThat(results.toString()).isEmpty();
        assertThat(files(folder)).containsExactly("exported");
    }

    @Test
    void exitsWithTwoOnWrongUsageAndShowsExamples() {
        assertThat(run("teacher", "import", model())).isEqualTo(2);
        assertThat(messages.toString()).contains("--output");
        assertThat(run("teacher", "import", "--help")).isZero();
        assertThat(results.toString()).contains("kd-arbiter teacher import model.onnx -o teachers/bert");
    }

    @Test
    void verifiesTheFolderAgainstItsOwnCases() throws Exception {
        assertThat(importModel()).isZero();

        assertThat(run("teacher", "verify", teacher.toString(), "--json")).isZero();

        JsonNode document = new ObjectMapper().readTree(results.toString());
        assertThat(document.get("agrees").asBoolean()).isTrue();
        assertThat(document.get("cases").asInt()).isEqualTo(3);
        assertThat(document.get("opset").asInt()).isEqualTo(13);
    }

    @Test
    void explainsWhatBecomesOfTheNodes() {
        assertThat(importModel("--explain")).as(messages.toString()).isZero();
        assertThat(results.toString()).startsWith(model() + ", opset ").contains("fused into", "not supported");
        assertThat(results.toString()).contains("Encoder engine: does not run this model: no LayerNormalization");

        assertThat(importModel("--explain", "--json", "--force")).isZero();
        assertThat(results.toString()).startsWith("{");
        assertThat(messages.toString()).contains("fused into");
    }

    private String model() {
        return exported.resolve("model.onnx").toString();
    }

    private void deleteModel() throws IOException {
        for (String file : files(exported)) {
            Files.delete(exported.resolve(file));
        }
    }

    private static String sentences() {
        StringBuilder tsv = new StringBuilder("sentence\tlabel\n");
        for (int i = 0; i < 60; i++) {
            String label = i % 2 == 0 ? "bad" : "good";
            tsv.append("it was %s on day %d\t%s%n".formatted(label, i, label));
        }
        return tsv.toString();
    }

    private int importModel(String... more) {
        List<String> arguments = new ArrayList<>(List.of("teacher", "import", model(), "-o", teacher.toString()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private int sweep(String run, Path model, String labels) {
        List<String> arguments =
                new ArrayList<>(List.of("sweep", "--out", folder.resolve(run).toString()));
        for (String setting : List.of(
                "teacher.model=" + model,
                "teacher.head=as-is",
                labels,
                "data.train=" + folder.resolve("data.tsv"),
                "student.kind=fasttext-linear",
                "sweep.grid={objective.temperature: [2]}")) {
            arguments.add("--set");
            arguments.add(setting);
        }
        return run(arguments.toArray(String[]::new));
    }

    private int run(String... arguments) {
        results.getBuffer().setLength(0);
        messages.getBuffer().setLength(0);
        return Main.run(new PrintWriter(results, true), new PrintWriter(messages, true), arguments);
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
