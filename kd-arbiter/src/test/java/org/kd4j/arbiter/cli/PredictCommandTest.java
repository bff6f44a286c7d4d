package org.kd4j.arbiter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.models.bundle.ModelBundle;
import org.kd4j.models.bundle.Prediction;

class PredictCommandTest extends AbstractModelCommandTest {
    @Test
    void keepsTheIdsOfAFile() throws Exception {
        Path file = write("texts.csv", "id,stars,text\n x7,3,\"it was \"\"good\"\", so good\"\ny,1,it was bad\n");

        assertThat(predict(student, file.toString())).as(messages.toString()).isZero();

        List<Prediction> expected = predictions("it was \"good\", so good", "it was bad");
        assertThat(results.toString())
                .isEqualTo("id,label,p_bad,p_good\n"
                        + row("x7", "good", expected.get(0))
                        + row("y", "bad", expected.get(1)));
    }

    @Test
    void numbersTextsWithoutIds() throws Exception {
        Path file = write("texts.txt", "\uFEFFit was good\r\n\nit was bad");
        assertThat(predict(student, file.toString())).as(messages.toString()).isZero();

        List<Prediction> expected = predictions("it was good", "", "it was bad");
        assertThat(results.toString().lines().skip(1))
                .containsExactly(
                        row("1", "good", expected.get(0)).strip(),
                        row("2", expected.get(1).label(), expected.get(1)).strip(),
                        row("3", "bad", expected.get(2)).strip());
    }

    @Test
    void readsNamedColumnsOfTabSeparatedFiles() throws Exception {
        Path file = write("texts.tsv", "key\treview\tid\n1\tit was \"good\t7\n");
        assertThat(predict(student, file.toString(), "--text-column", "review", "--id-column", "key"))
                .as(messages.toString())
                .isZero();
        assertThat(results.toString()).contains("\n1,good,");
    }

    @Test
    void readsStandardInputInBatches() throws Exception {
        String lines = String.join(
                "\n",
                IntStream.range(0, 150)
                        .mapToObj(i -> i % 3 == 0 ? "it was good" : "so bad")
                        .toList());
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(predict(student, "-", "--format", "jsonl"))
                    .as(messages.toString())
                    .isZero();
        } finally {
            System.setIn(before);
        }
        List<JsonNode> found = new ArrayList<>();
        for (String line : results.toString().lines().toList()) {
            found.add(new ObjectMapper().readTree(line));
        }
        assertThat(found).hasSize(150);
        for (int i = 0; i < 150; i++) {
            assertThat(found.get(i).get("id").asText()).isEqualTo(String.valueOf(i + 1));
            assertThat(found.get(i).get("label").asText()).isEqualTo(i % 3 == 0 ? "good" : "bad");
        }
    }

    @Test
    void printsOneJsonDocument() throws Exception {
        assertThat(predict(student, "--text", "it was good", "--text", "bad so bad so bad so bad so bad", "--json"))
                .as(messages.toString())
                .isZero();

        JsonNode document = new ObjectMapper().readTree(results.toString());
        assertThat(document).hasSize(2);
        double[] expected = predictions("it was good").get(0).probabilities();
        assertThat(document.get(0).get("probabilities").get("bad").asDouble()).isEqualTo(expected[0]);
        assertThat(document.get(0).get("probabilities").get("good").asDouble()).isEqualTo(expected[1]);
        assertThat(document.get(1).get("label").asText()).isEqualTo("bad");
        assertThat(messages.toString()).contains("1 texts have more than 8 tokens and are truncated.");
    }

    /** The row that is wrong is not in the first batch: what was answered before it is a document all the same. */
    @Test
    void endsItsDocumentBeforeATextThatCannotBeRead() throws Exception {
        Path file = write("texts.csv", "text,b\n" + "good,1\n".repeat(70) + "bad\n");

        assertThat(predict(student, file.toString(), "--json")).isEqualTo(3);

        assertThat(messages.toString()).contains("texts.csv:72: found a row of 1 values, expected 2");
        assertThat(results.toString()).endsWith("]\n");
        assertThat(new ObjectMapper().readTree(results.toString())).hasSize(64);
    }

    @Test
    void asksAnnotators() throws Exception {
        Path model = TinyModels.annotators(folder.resolve("annotators.zip"));
        assertThat(predict(model, "--text", "good", "--annotator", "bob", "--annotator", "zoe"))
                .as(messages.toString())
                .isZero();

        try (ModelBundle bundle = ModelBundle.open(model)) {
            List<Prediction> expected =
                    bundle.predict(List.of("good"), List.of("bob", "nobody")).get(0);
            assertThat(results.toString())
                    .isEqualTo("id,annotator,label,p_bad,p_good\n"
                            + row("1,bob", expected.get(0).label(), expected.get(0))
                            + row("1,zoe", expected.get(1).label(), expected.get(1)));
        }
        assertThat(messages.toString()).contains("Annotator 'zoe' is none of the 2 that the model knows");
    }

    /** The mean of their probabilities. */
    @Test
    void asksAllAnnotatorsWhereNobodyIsNamed() throws Exception {
        Path model = TinyModels.annotators(folder.resolve("annotators.zip"));
        assertThat(predict(model, "--text", "good", "--json")).isZero();
        double share = new ObjectMapper()
                .readTree(results.toString())
                .get(0)
                .get("probabilities")
                .get("good")
                .asDouble();
        try (ModelBundle bundle = ModelBundle.open(model)) {
            double mean = bundle.predict(List.of("good"), List.of("ann", "bob")).get(0).stream()
                    .mapToDouble(each -> each.probabilities()[1])
                    .average()
                    .orElseThrow();
            assertThat(share).isCloseTo(mean, within(1e-7));
        }
    }

    /** Of a model of two, every jury of an old and a young one is both of them. */
    @Test
    void callsJuries() throws Exception {
        Path model = TinyModels.annotators(folder.resolve("annotators.zip"));
        Path file = write("texts.csv", "id,text\na,good\nb,so bad\nc,it was not\n");
        List<List<Prediction>> said;
        try (ModelBundle bundle = ModelBundle.open(model)) {
            said = bundle.predict(List.of("good", "so bad", "it was not"), List.of("ann", "bob"));
        }
        for (String ties : List.of("hung", "smallest", "largest")) {
            assertThat(predict(
                            model, file.toString(), "--jury", "age=old:1,age=young:1", "--juries", "7", "--ties", ties))
                    .as(messages.toString())
                    .isZero();
            StringBuilder expected = new StringBuilder("id,label,v_bad,v_good,hung\n");
            for (int text = 0; text < 3; text++) {
                String one = said.get(text).get(0).label();
                String other = said.get(text).get(1).label();
                String verdict = one.equals(other)
                        ? one
                        : ties.equals("hung") ? "hung" : ties.equals("smallest") ? "bad" : "good";
                expected.append("abc".charAt(text)).append(',').append(verdict);
                for (String each : List.of("bad", "good", "hung")) {
                    expected.append(',').append(each.equals(verdict) ? "1.0" : "0.0");
                }
                expected.append('\n');
            }
            assertThat(results.toString()).isEqualTo(expected.toString());
        }
    }

    /** Juries of one are ann or bob, by chance. */
    @Test
    void drawsJuriesByTheSeed() throws Exception {
        Path model = TinyModels.annotators(folder.resolve("annotators.zip"));
        String[] arguments = {"--text", "good", "--jury", "*:1", "--juries", "40", "--json"};
        assertThat(predict(model, arguments)).isZero();
        String first = results.toString();
        assertThat(predict(model, arguments)).isZero();
        assertThat(results.toString()).isEqualTo(first);
        JsonNode verdicts = new ObjectMapper().readTree(first).get(0);
        assertThat(verdicts.get("verdicts").get("bad").asDouble()
                        + verdicts.get("verdicts").get("good").asDouble())
                .isEqualTo(1);
        assertThat(verdicts.get("hung").asDouble()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | predict: found no texts, expected a FILE                      | student.zip",
                "2 | predict: found both FILE and --text                           | student.zip texts.csv --text a",
                "2 | --text-column: found a column of texts that have none         | student.zip texts.txt --text-column a",
                "2 | --id-column: found a column of texts that have none           | student.zip --text a --id-column a",
                "2 | --annotator: found ann, expected none, because                | student.zip --text a --annotator ann",
                "2 | --jury: found *:1, expected none, because                     | student.zip --text a --jury *:1",
                "2 | predict: found both --annotator and --jury                    | annotators.zip --text a --jury *:1 --annotator ann",
                "2 | --jury *:3: found no jury that can be drawn (found seats for *:3 and 2 such annotators | annotators.zip --text a --jury *:3",
                "2 | expected an attribute among [age]                             | annotators.zip --text a --jury sex=f:1",
                "2 | expected ATTRIBUTE=VALUE:SEATS or *:SEATS                     | annotators.zip --text a --jury age",
                "2 | --juries: found 0, expected a whole number from 1             | annotators.zip --text a --jury *:1 --juries 0",
                "2 | Invalid value for option '--format'                           | student.zip --text a --format xml",
                "2 | Missing required parameter                                    | ",
                "3 | none.zip: found no such file, expected a model as sweep       | none.zip --text a",
                "3 | texts.txt: found a file that is no zip archive                | texts.txt --text a",
                "3 | other.zip: found a file that cannot be used (it has no model.json) | other.zip --text a",
                "3 | huge.zip: found a file that cannot be used (its coefficients.bin has 3000000000 bytes in a file of | huge.zip --text a",
                "3 | none.csv: found no such file, expected a file of texts        | student.zip none.csv",
                "3 | texts.csv:1: found a header with the columns [a, b], expected a column 'text' or 'sentence' | student.zip texts.csv",
                "3 | texts.csv:1: found a header with the columns [a, b], expected a column 'c' | student.zip texts.csv --text-column c",
                "3 | texts.csv:1: found a header with the columns [a, b], expected a column 'c' | student.zip texts.csv --text-column a --id-column c",
                "3 | ragged.csv:3: found a row of 1 values, expected 2             | student.zip ragged.csv",
                "3 | latin.txt:2: found bytes that are not UTF-8                   | student.zip latin.txt",
                "3 | empty.csv: found an empty file                                | student.zip empty.csv",
            })
    void saysWhatIsWrong(int exitCode, String message, String arguments) throws Exception {
        TinyModels.annotators(folder.resolve("annotators.zip"));
        write("texts.txt", "good\n");
        write("texts.csv", "a,b\n1,2\n");
        write("ragged.csv", "text,b\n1,2\n3\n");
        write("empty.csv", "");
        Files.write(folder.resolve("latin.txt"), new byte[] {'a', '\n', (byte) 0xe4, '\n'});
        try (var zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("other.zip")))) {
            zip.putNextEntry(new ZipEntry("configuration.json"));
        }
        Files.write(folder.resolve("huge.zip"), sayingHuge(Files.readAllBytes(student)));
        List<String> args = new ArrayList<>(List.of("predict"));
        if (arguments != null) {
            Arrays.stream(arguments.split(" "))
                    .map(argument -> argument.matches(".*\\.(zip|txt|csv)") ? folder + "/" + argument : argument)
                    .forEach(args::add);
        }

        assertThat(run(args.toArray())).isEqualTo(exitCode);
        assertThat(messages.toString()).contains(message).doesNotContain("\tat ");
    }

    /** An archive whose directory says that its coefficients have three gigabytes. */
    private static byte[] sayingHuge(byte[] archive) {
        ByteBuffer bytes = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + 62 < archive.length; at++) {
            boolean entry = bytes.getInt(at) == 0x02014b50;
            if (entry && new String(archive, at + 46, 16, StandardCharsets.US_ASCII).equals("coefficients.bin")) {
                bytes.putInt(at + 24, (int) 3_000_000_000L);
            }
        }
        return archive;
    }

    private List<Prediction> predictions(String... texts) {
        try (ModelBundle bundle = ModelBundle.open(student)) {
            return bundle.predict(List.of(texts));
        }
    }

    private static String row(String id, String label, Prediction prediction) {
        assertThat(prediction.label()).isEqualTo(label);
        return id + "," + label + "," + prediction.probabilities()[0] + ","
                + prediction.probabilities()[1] + "\n";
    }

    private int predict(Path model, String... more) {
        List<String> args = new ArrayList<>(List.of("predict", model.toString()));
        args.addAll(List.of(more));
        return run(args.toArray());
    }
}
