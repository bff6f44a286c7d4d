package org.kd4j.models.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.Sha256;
import org.kd4j.models.annotator.AnnotatorSettings;
import org.kd4j.models.student.TransformerEngine;

/** Whatever is changed in a file, it is refused in a sentence that says why, and nothing appears beside it. */
class DamagedBundleTest {
    @TempDir
    private Path folder;

    private Path file;
    private Map<String, byte[]> entries;

    @BeforeEach
    void writeModel() throws Exception {
        SmallModels.Model model = SmallModels.kimCnn();
        file = model.write(folder);
        model.student().close();
        entries = entries(Files.readAllBytes(file));
    }

    private static Map<String, byte[]> entries(byte[] archive) throws Exception {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private static byte[] archive(Map<String, byte[]> entries) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private void refuses(String... why) throws Exception {
        Files.write(file, archive(entries));
        refusesAsItIs(why);
    }

    private void refusesAsItIs(String... why) throws Exception {
        assertThatThrownBy(() -> ModelBundle.open(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContainingAll(why);
        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("weights", "model.zip");
        }
    }

    private void changeManifest(UnaryOperator<String> change) {
        String json = new String(entries.get("model.json"), StandardCharsets.UTF_8);
        String changed = change.apply(json);
        assertThat(changed).isNotEqualTo(json);
        entries.put("model.json", changed.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void isReadWhereNothingWasChanged() throws Exception {
        Files.write(file, archive(entries));
        ModelBundle.open(file).close();
    }

    /** The last one is what DL4J would deserialize. */
    @ParameterizedTest
    @ValueSource(strings = {"../evil.txt", "/tmp/evil.txt", "folder/", "preprocessor.bin"})
    void anEntryOfAnotherName(String name) throws Exception {
        entries.put(name, new byte[name.endsWith("/") ? 0 : 3]);
        refuses("it has an entry '" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokenizer.json", "configuration.json", "coefficients.bin", "updaterState.bin"})
    void anEntryThatIsMissingOrChanged(String name) throws Exception {
        byte[] before = entries.remove(name);
        refuses("it has the files", name);

        byte[] changed = before.clone();
        changed[changed.length / 2] ^= 1;
        entries.put(name, changed);
        refuses("its " + name + " has SHA-256");

        entries.put(name, Arrays.copyOf(before, before.length + 1));
        refuses("its " + name + " has " + (before.length + 1) + " bytes where " + before.length);
    }

    @Test
    void noManifest() throws Exception {
        entries.remove("model.json");
        refuses("it has no model.json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"formatVersion\" : 1      | \"formatVersion\" : 2          | format version 2, not 1",
                "\"formatVersion\" : 1,     | ''                             | no format version",
                "\"kim-cnn\"                | \"java.lang.Runtime\"          | java.lang.Runtime",
                "\"embedding\" : 5          | \"embedding\" : 2000000000     | fewer than its model has weights",
                "\"embedding\" : 5          | \"embedding\" : 4              | cannot be made",
                "\"embedding\" : 5          | \"embedding\" : -5             | embedding: found -5",
                "\"embedding\" : 5          | \"embedding\" : 5, \"more\": 1 | more",
                "\"embedding\" : 5,         | ''                             | embedding",
                "\"filters\" : 4            | \"filters\" : \"4\"            | filters",
                "\"maxTokens\" : 6          | \"maxTokens\" : 1              | maxTokens",
                "\"vocabularySize\" : 9     | \"vocabularySize\" : 10        | its tokenizer has 9 tokens",
                "\"paddingId\" : 0          | \"paddingId\" : 1              | the padding id 0",
                "\"good\",                  | ''                             | labels",
                "\"good\"                   | \"bad\"                        | labels",
                "\"specialTokens\" : false  | \"specialTokens\" : null       | specialTokens",
            })
    void aManifestThatSaysSomethingElse(String from, String to, String why) throws Exception {
        changeManifest(json -> json.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to)));
        refuses(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "null", "{\"formatVersion\": 1}", "{\"formatVersion\": 1, \"formatVersion\": 1}"})
    void aManifestThatIsNone(String json) throws Exception {
        entries.put("model.json", json.getBytes(StandardCharsets.UTF_8));
        refuses("found a file that cannot be used");
    }

    /** Four gigabytes of zeros are a few megabytes, and three bytes if nobody looks for them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5        | 10000000   | coefficients.bin has 10000000 bytes, more than its model has weights",
                "30000000 | 4000000000 | coefficients.bin has 4000000000 bytes in a file of",
            })
    void weightsThatAreSaidToBeHuge(int embedding, long said, String why) throws Exception {
        int size = entries.get("coefficients.bin").length;
        changeManifest(json -> json.replace("\"bytes\" : " + size, "\"bytes\" : " + said)
                .replace("\"embedding\" : 5", "\"embedding\" : " + embedding));
        byte[] archive = archive(entries);
        ByteBuffer bytes = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
        int places = 0;
        for (int at = 0; at + 46 < archive.length; at++) {
            // The size in an entry of the directory at the end.
            if (bytes.getInt(at) == 0x02014b50 && bytes.getInt(at + 24) == size) {
                bytes.putInt(at + 24, (int) said);
                places++;
            }
        }
        assertThat(places).isEqualTo(1);
        Files.write(file, archive);
        refusesAsItIs(why);
    }

    /** ND4J would take the memory, or read behind its end, and only then miss the numbers. */
    @ParameterizedTest
    @CsvSource({"18, 1099511627776", "40, 1099511627776", "48, 2", "98, 4611686018427387904"})
    void coefficientsThatSayTheyAreOthers(int at, long value) throws Exception {
        byte[] coefficients = entries.get("coefficients.bin").clone();
        ByteBuffer.wrap(coefficients).putLong(at, value);
        String before = sha256(entries.put("coefficients.bin", coefficients));
        changeManifest(json -> json.replace(before, sha256(coefficients)));
        refuses("a model that cannot be made", "coefficients.bin", "are expected");
    }

    private static String sha256(byte[] bytes) {
        return new Sha256().more(ByteBuffer.wrap(bytes)).hex();
    }

    /** Its hash may be right, and it still is the graph of another student. */
    @Test
    void weightsOfAnotherShape() throws Exception {
        SmallModels.Model other = SmallModels.transformer(TransformerEngine.ENCODER);
        Path weights = folder.resolve("weights");
        other.student().save(weights);
        other.student().close();
        ModelBundle.write(
                file, weights, SmallModels.kimCnn().settings(), SmallModels.LABELS, SmallModels.tokenizer(), false);
        refusesAsItIs("a model that cannot be made");
    }

    @Test
    void annotatorsThatAreNotTheWeights() throws Exception {
        SmallModels.Model model = SmallModels.annotators(new AnnotatorSettings.SeparateHeads());
        entries = entries(Files.readAllBytes(model.write(folder)));
        model.student().close();
        changeManifest(json -> json.replace("\"ann\", ", "").replace("\"old\", ", ""));
        refuses("a model that cannot be made", "head");
    }

    /** A reader from the start sees what the directory at the end does not list. */
    @Test
    void whatIsBeforeTheArchiveIsNotSeenByDl4j() throws Exception {
        ByteArrayOutputStream hidden = new ByteArrayOutputStream();
        hidden.write(Arrays.copyOf(archive(Map.of("preprocessor.bin", new byte[] {1, 2, 3})), 60));
        hidden.write(Files.readAllBytes(file));
        Files.write(file, hidden.toByteArray());
        try (ModelBundle bundle = ModelBundle.open(file)) {
            assertThat(bundle.labels()).isEqualTo(SmallModels.LABELS);
        } catch (InvalidInput refused) {
            assertThat(refused).hasMessageStartingWith(file.toString());
        }
    }

    @Test
    void aFileThatEndsEarlyOrHasOtherBytes() throws Exception {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += 97) {
            Files.write(file, Arrays.copyOf(whole, length));
            refusesAsItIs("found");
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int trial = 0; trial < 300; trial++) {
            byte[] changed = whole.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, changed);
            try (ModelBundle bundle = ModelBundle.open(file)) {
                // Times and the like are no part of the model.
                assertThat(bundle.settings()).isEqualTo(SmallModels.kimCnn().settings());
            } catch (InvalidInput refused) {
                assertThat(refused).hasMessageStartingWith(file.toString());
            }
        }
    }
}
