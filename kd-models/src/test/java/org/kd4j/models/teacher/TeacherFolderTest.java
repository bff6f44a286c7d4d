package org.kd4j.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.models.onnx.Engine;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.ParityCase;
import org.kd4j.models.onnx.TeacherFiles;
import org.kd4j.models.onnx.TextModel;

class TeacherFolderTest {
    private static final List<String> LABELS = List.of("negative", "neutral", "positive");
    private static final Path MODEL = TeacherFiles.model("bert-opset17");

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void writeFolder() throws IOException {
        folder = written("teacher", MODEL);
    }

    private Path written(String name, Path model) throws IOException {
        Path tokenizer = Files.writeString(temporary.resolve("tokenizer.json"), "{}");
        OnnxImport.Verified verified = OnnxImport.openWithReport(model, List.of());
        Path target = temporary.resolve(name);
        TeacherFolder.write(target, new ImportedTeacher(model, verified, Optional.of(tokenizer), LABELS), 0);
        verified.graph().close();
        return target;
    }

    @Test
    void holdsWhatBelongsToTheModel() throws IOException {
        TeacherFolder teacher = TeacherFolder.open(folder);

        assertThat(teacher.labels()).isEqualTo(LABELS);
        assertThat(teacher.tokenizer().orElseThrow()).hasContent("{}");
        assertThat(folder.resolve("manifest.json"))
                .content()
                .contains(
                        "\"file\" : \"bert-opset17.onnx\"", "\"opset\" : 17", "\"references\" : [ \"ONNX Runtime\" ]");
        assertThat(files(folder))
                .containsExactlyInAnyOrder(
                        "SHA256SUMS",
                        "cases.json",
                        "graph.fb",
                        "manifest.json",
                        "tokenizer.json",
                        "weights.safetensors");
        try (OnnxGraph graph = teacher.graph();
                OnnxGraph onnx = OnnxImport.open(MODEL, List.of())) {
            assertThat(graph.fingerprint()).isEqualTo(onnx.fingerprint());
            assertThat(graph.outputs()).isEqualTo(onnx.outputs());
            for (ParityCase one : TeacherFiles.cases(MODEL)) {
                assertThat(logits(graph, one)).isEqualTo(logits(onnx, one));
            }
        }
    }

    @Test
    void isRunByTheEncoderEngineToo() {
        try (TextModel graph = TeacherFolder.open(folder).graph();
                TextModel encoder = TeacherFolder.open(folder).model(Engine.AUTO)) {
            assertThat(encoder.engine()).isEqualTo(Engine.ENCODER);
            assertThat(encoder.outputs()).isEqualTo(graph.outputs()).contains("logits", "hidden_states.1");
            for (ParityCase one : TeacherFiles.cases(MODEL)) {
                float[] found = encoder.run(one.inputs(), List.of("logits"))
                        .get("logits")
                        .values();
                float[] expected =
                        graph.run(one.inputs(), List.of("logits")).get("logits").values();
                for (int i = 0; i < expected.length; i++) {
                    assertThat(found[i]).isCloseTo(expected[i], within(1e-5f));
                }
            }
        }
        assertThatThrownBy(() -> TeacherFolder.open(folder).model(Engine.ONNXRUNTIME))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("no ONNX file");
    }

    @Test
    void isTheSameEveryTime() throws IOException {
        Path again = written("again", MODEL);
        for (String file : files(folder)) {
            assertThat(again.resolve(file)).hasSameBinaryContentAs(folder.resolve(file));
        }
    }

    @Test
    void staysUsableWhereItIsMovedOrHasOtherFilesBesideItsOwn() throws IOException {
        Path moved = Files.move(folder, temporary.resolve("moved"));
        Files.writeString(moved.resolve("README.md"), "mine");

        TeacherFolder.open(moved).graph().close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SHA256SUMS", "cases.json", "graph.fb", "manifest.json", "tokenizer.json", "weights.safetensors"
            })
    void refusesADamagedFileByName(String name) throws IOException {
        Path file = folder.resolve(name);
        byte[] whole = Files.readAllBytes(file);
        SplittableRandom random = new SplittableRandom(name.hashCode());
        for (int i = 0; i < 40; i++) {
            byte[] flipped = whole.clone();
            int at = random.nextInt(whole.length);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            assertRefused(file, flipped, "a bit flipped in byte " + at + " of " + name);
            int length = random.nextInt(whole.length);
            assertRefused(file, Arrays.copyOf(whole, length), name + " cut to " + length + " bytes");
        }
        Files.delete(file);
        assertThatThrownBy(() -> TeacherFolder.open(folder))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(name);
        Files.createSymbolicLink(file, Files.write(temporary.resolve("elsewhere"), whole));
        if (!name.equals("SHA256SUMS")) {
            assertThatThrownBy(() -> TeacherFolder.open(folder))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContaining(name);
        }
    }

    private void assertRefused(Path file, byte[] bytes, String damage) throws IOException {
        Files.write(file, bytes);
        assertThatThrownBy(() -> TeacherFolder.open(folder))
                .as(damage)
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith(folder.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cases.json", "graph.fb", "manifest.json", "weights.safetensors"})
    void refusesAFileOfAnotherModel(String name) throws IOException {
        Path other = written("other", TeacherFiles.model("distilbert-opset13"));
        Files.delete(folder.resolve(name));
        Files.copy(other.resolve(name), folder.resolve(name));

        assertThatThrownBy(() -> TeacherFolder.open(folder))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(folder.resolve(name).toString());
    }

    @Test
    void missesALineThatIsGone() throws IOException {
        Path sums = folder.resolve("SHA256SUMS");
        List<String> lines = Files.readAllLines(sums);
        for (int kept = 0; kept < lines.size(); kept++) {
            assertRefused(
                    sums,
                    (String.join("\n", lines.subList(0, kept)) + "\n").getBytes(StandardCharsets.UTF_8),
                    "the first " + kept + " lines");
        }
    }

    @Test
    void namesNoFilesOutsideTheFolder() throws IOException {
        Files.writeString(folder.resolve("SHA256SUMS"), "0".repeat(64) + "  ../elsewhere\n");

        assertThatThrownBy(() -> TeacherFolder.open(folder))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("../elsewhere");
    }

    @Test
    void rejectsLabelsThatAreNotOneALogit() {
        OnnxImport.Verified verified = OnnxImport.openWithReport(MODEL, List.of());
        try (OnnxGraph graph = verified.graph()) {
            for (List<String> labels : List.of(List.of("no", "yes"), List.of("a", "a", "b"))) {
                assertThatThrownBy(() -> new ImportedTeacher(MODEL, verified, Optional.empty(), labels))
                        .isInstanceOf(InvalidConfig.class)
                        .hasMessageContaining(labels.toString());
            }
            assertThat(ImportedTeacher.classes(graph)).contains(3);
        }
    }

    /** In a process of its own, as natives are loaded once in each. */
    @Test
    void answersWithoutOnnxRuntimeOnTheClassPath() throws Exception {
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !new File(entry).getName().startsWith("onnxruntime"))
                .collect(Collectors.joining(File.pathSeparator));
        Path answer = temporary.resolve("answer");
        int exitCode = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        classPath,
                        TeacherFolderTest.class.getName(),
                        folder.toString(),
                        answer.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();

        assertThat(exitCode).isZero();
        try (OnnxGraph onnx = OnnxImport.open(MODEL, List.of())) {
            assertThat(answer)
                    .content()
                    .isEqualTo("absent "
                            + Arrays.toString(
                                    logits(onnx, TeacherFiles.cases(MODEL).get(0))));
        }
    }

    /** Arguments: a teacher's folder, and the file to write its answer to. */
    public static void main(String[] arguments) throws IOException {
        try (OnnxGraph graph = TeacherFolder.open(Path.of(arguments[0])).graph()) {
            String answer =
                    Arrays.toString(logits(graph, TeacherFiles.cases(MODEL).get(0)));
            Files.writeString(
                    Path.of(arguments[1]), (isRuntimeThere() ? "there " : "absent ") + answer, StandardCharsets.UTF_8);
        }
    }

    private static boolean isRuntimeThere() {
        try {
            Class.forName("ai.onnxruntime.OrtEnvironment");
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }

    private static float[] logits(OnnxGraph graph, ParityCase one) {
        return graph.run(one.inputs(), List.of("logits")).get("logits").values();
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
