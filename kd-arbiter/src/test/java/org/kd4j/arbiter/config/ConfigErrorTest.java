package org.kd4j.arbiter.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.core.failure.InvalidConfig;

/** What is said of configurations that cannot be used. */
class ConfigErrorTest {
    @TempDir
    Path folder;

    @Test
    void namesPlaceAndNearestKeyOfAnUnknownOne() throws Exception {
        Path file = file("objective:\n  kind: hinton\n  tempreature: 2\n");

        assertThatThrownBy(() -> ConfigTree.read(file, List.of()).toConfig())
                .isInstanceOf(InvalidConfig.class)
                .hasMessageStartingWith(file + ":3:3 objective.tempreature: found the unknown key 'tempreature'")
                .hasMessageEndingWith("Did you mean 'temperature'?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "objective.temperature: -1    | objective.temperature: found -1.0, expected a number > 0.",
                "objective.temperature: 0     | objective.temperature: found 0.0, expected a number > 0.",
                "objective.temperature: .nan  | objective.temperature: found NaN, expected a number > 0.",
                "objective.temperature: warm  | objective.temperature: found \"warm\", expected a number.",
                "objective.alpha: 1.5         | objective.alpha: found 1.5, expected a number from 0 to 1.",
                "objective.kind: hintn        | objective.kind: found 'hintn', expected one of [hard, hinton, logit-regression, pkd, dedier, diito].",
                "objective.reduction: sum     | objective.reduction: found \"sum\", expected one of [batchmean, mean].",
                "student.kind: cnn            | student.kind: found 'cnn', expected one of [kim-cnn, fasttext-linear, transformer].",
                "student.widths: []           | student.widths: found nothing, expected a value.",
                "training.epochs: 0           | training.epochs: found 0, expected a whole number ≥ 1.",
                "training.epochs: 2.5         | training.epochs: found 2.5, expected a whole number.",
                "training.epochs: two         | training.epochs: found \"two\", expected a whole number.",
                "teacher.head: finetune       | teacher.head: found \"finetune\", expected one of [as-is, probe, fine-tune].",
                "data.format: tsv             | data.format: found \"tsv\", expected one of [glue, csv, civil-comments].",
                "data.dev: dev.tsv            | data.train: found nothing, expected a path, because data.dev has one.",
                "data.labels: [a]             | data.labels: found [a], expected at least two classes",
                "data.labelColumn: sentence   | data.labelColumn: found [sentence, sentence], expected values that are all different.",
                "data.labels: [a, a]          | data.labels: found [a, a], expected values that are all different.",
                "sweep.choice: f1             | sweep.choice: found \"f1\", expected one of [accuracy, macro-f1, log-loss, soft-ce].",
                "sweep.parallel: 0            | sweep.parallel: found 0, expected a whole number ≥ 1."
            })
    void saysWhatIsWrongWithAValue(String line, String message) throws Exception {
        int dot = line.indexOf('.');
        Path file =
                file(line.substring(0, dot) + ":\n  " + line.substring(dot + 1).strip() + "\n");

        assertThatThrownBy(() -> ConfigTree.read(file, List.of()).toConfig())
                .isInstanceOf(InvalidConfig.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void namesTheSettingThatIsWrong() {
        assertThatThrownBy(() ->
                        ConfigTree.read(null, List.of("objective.alpha=2")).toConfig())
                .hasMessage("--set objective.alpha: found 2.0, expected a number from 0 to 1.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: [1                  | :2:1: found no YAML",
                "training: 1            | :1:1 training: found 1, expected keys and values.",
                "data: {train: a, train: b} | :1:18 data.train: found the key twice",
                "data: !!java.net.URL [x]   | found no YAML (Global tag",
                "just words             | found a single value"
            })
    void refusesFilesThatAreNoConfiguration(String text, String message) throws Exception {
        Path file = file(text + "\n");

        assertThatThrownBy(() -> ConfigTree.read(file, List.of()).toConfig())
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining(message);
    }

    @Test
    void saysThatAFileIsMissing() {
        Path file = folder.resolve("none.yaml");

        assertThatThrownBy(() -> ConfigTree.read(file, List.of()))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageStartingWith(file + ": found no such file");
    }

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("config.yaml"), text);
    }
}
