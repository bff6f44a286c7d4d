package org.kd4j.data.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.failure.InvalidInput;

class AnnotatorsFileTest {
    private static final Annotators KNOWN = new Annotators(
            List.of("zoe \"z\" 楽", "ann"), Map.of("sex", List.of("f", ""), "age", List.of("35-39", "18\n24")));

    @TempDir
    Path folder;

    @Test
    void comesBackAsItWasWritten() throws IOException {
        Path file = folder.resolve("model/annotators.json");
        AnnotatorsFile.write(file, KNOWN);
        assertThat(AnnotatorsFile.read(file)).isEqualTo(KNOWN);
        AnnotatorsFile.write(file, Annotators.of(List.of()));
        assertThat(AnnotatorsFile.read(file)).isEqualTo(Annotators.of(List.of()));
    }

    @Test
    void isReadableAndEqualForEqualAnnotators() throws IOException {
        Path file = folder.resolve("annotators.json");
        AnnotatorsFile.write(
                file, new Annotators(List.of("b", "a"), Map.of("y", List.of("1", ""), "x", List.of("", "2"))));
        assertThat(file).hasContent("""
                {
                  "formatVersion" : 1,
                  "names" : [ "b", "a" ],
                  "attributes" : {
                    "x" : [ "", "2" ],
                    "y" : [ "1", "" ]
                  }
                }
                """);
    }

    @Test
    void leavesNothingBesideIt() throws IOException {
        AnnotatorsFile.write(folder.resolve("annotators.json"), KNOWN);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("annotators.json"));
        }
        Path target =
                Files.createDirectories(folder.resolve("taken.json/inside")).getParent();
        assertThatThrownBy(() -> AnnotatorsFile.write(target, KNOWN)).isInstanceOf(IOException.class);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(folder.resolve("annotators.json"), target);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | : found no format version",
                "[] | : found no format version",
                "{ | :1: found no JSON (",
                "{\"formatVersion\": 1,\\n\"names\": [\"a\", ] | :2: found no JSON (",
                "{\"formatVersion\": 2, \"names\": [], \"attributes\": {}} | : found format version 2, expected annotators as kd4j writes them, of format version 1",
                "{\"formatVersion\": \"1\", \"names\": [], \"attributes\": {}} | : found format version \"1\"",
                "{\"formatVersion\": 1, \"attributes\": {}} | : found other than an array of texts as \"names\"",
                "{\"formatVersion\": 1, \"names\": [\"a\", 1], \"attributes\": {}} | : found other than an array of texts as \"names\"",
                "{\"formatVersion\": 1, \"names\": \"a\", \"attributes\": {}} | : found other than an array of texts as \"names\"",
                "{\"formatVersion\": 1, \"names\": [\"a\", \"\"], \"attributes\": {}} | : found an empty name",
                "{\"formatVersion\": 1, \"names\": [\"a\", \"a\"], \"attributes\": {}} | : found no annotators that can be read (annotators: found [a, a], expected different names)",
                "{\"formatVersion\": 1, \"names\": [\"a\"]} | : found no object \"attributes\"",
                "{\"formatVersion\": 1, \"names\": [\"a\"], \"attributes\": {\"x\": [null]}} | : found other than an array of texts as \"x\"",
                "{\"formatVersion\": 1, \"names\": [\"a\"], \"attributes\": {\"x\": []}} | : found no annotators that can be read (annotators, x: found 0 values, expected 1)",
                "{\"formatVersion\": 1, \"formatVersion\": 1} | :1: found no JSON (Duplicate field 'formatVersion')",
                "{\"formatVersion\": 1, \"names\": [], \"attributes\": {}} 3 | :1: found no JSON (Trailing token",
            })
    void refusesWhatItDidNotWrite(String content, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("a.json"), content.replace("\\n", "\n"));
        assertThatThrownBy(() -> AnnotatorsFile.read(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith(file + message);
    }

    @Test
    void refusesAFileThatIsMissingOrNotUtf8() throws IOException {
        assertThatThrownBy(() -> AnnotatorsFile.read(folder.resolve("no.json")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("no.json: found no such file, expected annotators");
        Path latin = folder.resolve("latin.json");
        Files.write(latin, "{\"names\": [\"é\"]}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> AnnotatorsFile.read(latin))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("latin.json:1: found bytes that are not UTF-8");
    }
}
