package org.kd4j.arbiter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built-in model and the cases that ship with it, with and without faults. */
class TeacherVerifyCommandTest {
    private final StringWriter results = new StringWriter();
    private final StringWriter messages = new StringWriter();

    @TempDir
    Path folder;

    private Path model;
    private Path cases;

    @BeforeEach
    void writeFiles() throws Exception {
        model = copied("/all-minilm-l6-v2.onnx", "minilm.onnx");
        cases = copied("/org/kd4j/models/teacher/minilm-cases.json", "cases.json");
    }

    @Test
    void countsTheCasesOfBothReferences() throws Exception {
        assertThat(verify(model.toString(), "--cases", cases.toString(), "--json"))
                .isZero();
        JsonNode document = onlyDocument();
        assertThat(document.get("model").asText()).isEqualTo(model.toString());
        assertThat(document.get("opset").asLong()).isEqualTo(11);
        assertThat(document.get("cases").asInt()).isEqualTo(3 + 5);
        assertThat(document.get("maxAbsDiff").asDouble()).isPositive().isLessThan(1e-4);
        assertThat(document.get("agrees").asBoolean()).isTrue();
        assertThat(document.has("reason")).isFalse();
        assertThat(messages.toString()).isEmpty();
    }

    @Test
    void saysInALineThatAModelAgrees() {
        assertThat(verify(model.toString())).isZero();
        assertThat(results.toString())
                .startsWith(model + " (opset 11) agrees in 5 cases")
                .contains("last_hidden_state");
    }

    @Test
    void saysWhereAModelDiffers() throws Exception {
        Path wrong = Files.writeString(
                folder.resolve("wrong.json"), Files.readString(cases).replaceFirst("\\[\\[\\[-?[0-9.]+", "[[[9.5"));
        assertThat(verify(model.toString(), "--cases", wrong.toString(), "--json"))
                .isEqualTo(3);
        JsonNode document = onlyDocument();
        assertThat(document.get("agrees").asBoolean()).isFalse();
        assertThat(document.get("output").asText()).isEqualTo("last_hidden_state");
        assertThat(document.get("maxAbsDiff").asDouble()).isGreaterThan(1e-4);
        assertThat(messages.toString().lines())
                .singleElement()
                .asString()
                .contains("output 'last_hidden_state'", "the expected outputs in run 1");
    }

    @Test
    void refusesInOneLineAndOneDocument() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.onnx"), "this is no model");
        for (List<String> arguments : List.of(
                List.of(broken.toString()),
                List.of(folder.resolve("none.onnx").toString()),
                List.of(model.toString(), "--cases", broken.toString()),
                List.of(model.toString(), "--cases", folder.resolve("none.json").toString()))) {
            assertThat(verify(arguments.toArray(String[]::new)))
                    .as("%s", arguments)
                    .isEqualTo(3);
            assertThat(results.toString()).isEmpty();
            assertThat(messages.toString().lines())
                    .singleElement()
                    .asString()
                    .contains("found", "expected")
                    .doesNotContain("Exception");
            List<String> asJson = new ArrayList<>(arguments);
            asJson.add("--json");
            assertThat(verify(asJson.toArray(String[]::new))).isEqualTo(3);
            assertThat(onlyDocument().get("agrees").asBoolean()).isFalse();
            assertThat(onlyDocument().get("reason").asText())
                    .isEqualTo(messages.toString().strip());
        }
    }

    @Test
    void exitsWithTwoOnWrongUsage() {
        assertThat(verify()).isEqualTo(2);
        assertThat(run("teacher")).isEqualTo(2);
        assertThat(results.toString()).isEmpty();
    }

    @Test
    void showsExamplesInItsHelp() {
        assertThat(verify("--help")).isZero();
        assertThat(results.toString()).contains("kd-arbiter teacher verify model.onnx --cases cases.json --json");
    }

    private JsonNode onlyDocument() throws Exception {
        assertThat(results.toString().lines()).hasSize(1);
        return new ObjectMapper().readTree(results.toString());
    }

    private int verify(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "teacher";
        all[1] = "verify";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return run(all);
    }

    private int run(String... arguments) {
        results.getBuffer().setLength(0);
        messages.getBuffer().setLength(0);
        return Main.run(new PrintWriter(results, true), new PrintWriter(messages, true), arguments);
    }

    private Path copied(String resource, String name) throws Exception {
        try (InputStream in = getClass().getResourceAsStream(resource)) {
            Files.copy(in, folder.resolve(name));
        }
        return folder.resolve(name);
    }
}
