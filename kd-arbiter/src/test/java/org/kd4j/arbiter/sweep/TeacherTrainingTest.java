package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.arbiter.GoldenTeacher;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.progress.Progress;

class TeacherTrainingTest {
    private static final int EPOCHS = 2;
    /** Of 80 records, 8 at a time. */
    private static final int STEPS = EPOCHS * 10;

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void writeFiles() throws IOException {
        model = folder.resolve("model.onnx");
        GoldenTeacher.sentences(folder.resolve("train.tsv"), 80, 1);
        GoldenTeacher.sentences(folder.resolve("dev.tsv"), 30, 2);
    }

    /** As a process that is killed: nothing behind the step runs. */
    @ParameterizedTest
    @ValueSource(strings = {"bert-opset17", "deberta-opset17"})
    void goesOnWhereItWasStopped(String name) throws IOException {
        GoldenTeacher.write(folder, name);
        Path whole = folder.resolve("whole");
        Path interrupted = folder.resolve("interrupted");
        Listener all = new Listener(Integer.MAX_VALUE);
        TeacherTraining.run(config("1.0e-3"), whole, all);
        assertThat(all.advances).containsExactlyElementsOf(Collections.nCopies(STEPS, 1L));

        assertThatThrownBy(() -> TeacherTraining.run(config("1.0e-3"), interrupted, new Listener(13)))
                .isInstanceOf(Killed.class);
        assertThat(interrupted).doesNotExist();
        assertThat(TeacherTraining.work(interrupted)).isDirectory();
        Listener rest = new Listener(Integer.MAX_VALUE);
        TeacherTraining.run(config("1.0e-3"), interrupted, rest);

        assertThat(rest.advances).startsWith(13L).hasSize(STEPS - 12);
        for (String file : files(whole)) {
            assertThat(interrupted.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
        }
        assertThat(TeacherTraining.work(interrupted)).doesNotExist();
    }

    @Test
    void startsAnewWithOtherSettings() throws IOException {
        GoldenTeacher.write(folder, "bert-opset17");
        Path output = folder.resolve("teacher");
        assertThatThrownBy(() -> TeacherTraining.run(config("1.0e-3"), output, new Listener(13)))
                .isInstanceOf(Killed.class);
        Listener other = new Listener(Integer.MAX_VALUE);

        TeacherTraining.run(config("2.0e-3"), output, other);

        assertThat(other.advances).hasSize(STEPS);
        assertThat(TeacherTraining.work(output)).doesNotExist();
    }

    /** It is kept beside them until there is room. */
    @Test
    void replacesNoFilesThatCameMeanwhile() throws IOException {
        GoldenTeacher.write(folder, "bert-opset17");
        Path output = folder.resolve("teacher");
        Path other = output.resolve("mine.txt");
        Listener writing = new Listener(Integer.MAX_VALUE) {
            @Override
            public void finished() {
                try {
                    Files.writeString(Files.createDirectories(output).resolve("mine.txt"), "mine");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };

        assertThatThrownBy(() -> TeacherTraining.run(config("1.0e-3"), output, writing))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("files that came while the teacher was trained")
                .hasMessageContaining(TeacherTraining.work(output).toString());

        assertThat(other).hasContent("mine");
        Files.delete(other);
        Listener again = new Listener(Integer.MAX_VALUE);
        TeacherTraining.run(config("1.0e-3"), output, again);
        assertThat(again.advances).isEmpty();
        assertThat(output.resolve("graph.fb")).exists();
        assertThat(TeacherTraining.work(output)).doesNotExist();
    }

    /** A state that leads nowhere is not gone on from. */
    @ParameterizedTest
    @ValueSource(strings = {"bert-opset17", "deberta-opset17"})
    void leavesNothingOfATrainingThatDiverges(String name) throws IOException {
        GoldenTeacher.write(folder, name);
        Path output = folder.resolve("teacher");

        assertThatThrownBy(() -> TeacherTraining.run(config("1.0e30"), output, new Listener(Integer.MAX_VALUE)))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("teacher.learningRate: found 1.0E30");

        assertThat(output).doesNotExist();
        assertThat(TeacherTraining.work(output)).doesNotExist();
    }

    private Config config(String learningRate) {
        return ConfigTree.read(
                        null,
                        List.of(
                                "data.train=" + folder.resolve("train.tsv"),
                                "data.dev=" + folder.resolve("dev.tsv"),
                                "data.maxTokens=16",
                                "teacher.model=" + model,
                                "teacher.head=fine-tune",
                                "teacher.epochs=" + EPOCHS,
                                "teacher.learningRate=" + learningRate,
                                "teacher.batchSize=8",
                                "training.checkpoint={steps: 3, seconds: 0}"))
                .toConfig();
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Hears how far a training is, and ends it after a step. */
    private static class Listener implements Messages, Progress {
        private final int last;
        private final List<Long> advances = new ArrayList<>();

        Listener(int last) {
            this.last = last;
        }

        @Override
        public void say(String line) {}

        @Override
        public Progress progress() {
            return this;
        }

        @Override
        public void started(String task, long total) {
            assertThat(total).isEqualTo(STEPS);
        }

        @Override
        public void advanced(long count) {
            advances.add(count);
            if (advances.size() == last) {
                throw new Killed();
            }
        }

        @Override
        public void finished() {}
    }
}
