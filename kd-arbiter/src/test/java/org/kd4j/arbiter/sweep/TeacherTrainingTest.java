package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.THROWABLE;

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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.arbiter.GoldenTeacher;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.RunConflict;

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

    /** A state is of one learning rate, and of one pooling. */
    @ParameterizedTest
    @CsvSource({
        "bert-opset17, teacher.learningRate=2.0e-3",
        "bert-opset17, teacher.pooling=cls",
        "deberta-opset17, teacher.pooling=cls"
    })
    void startsAnewWithOtherSettings(String name, String setting) throws IOException {
        GoldenTeacher.write(folder, name);
        Path output = folder.resolve("teacher");
        assertThatThrownBy(() -> TeacherTraining.run(config("1.0e-3"), output, new Listener(13)))
                .isInstanceOf(Killed.class);
        Listener other = new Listener(Integer.MAX_VALUE);

        TeacherTraining.run(config("1.0e-3", setting), output, other);

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

    /** Two of them would write each other's state, and the first to end would delete it. */
    @Test
    void trainsForAFolderInOneProcessAtATime() throws IOException {
        GoldenTeacher.write(folder, "bert-opset17");
        Path output = folder.resolve("teacher");
        List<RuntimeException> refusals = new ArrayList<>();
        Listener both = new Listener(Integer.MAX_VALUE) {
            @Override
            public void finished() {
                refusals.add(catchThrowableOfType(
                        RuntimeException.class,
                        () -> TeacherTraining.run(config("1.0e-3"), output, new Listener(Integer.MAX_VALUE))));
            }
        };

        TeacherTraining.run(config("1.0e-3"), output, both);

        assertThat(refusals)
                .singleElement()
                .isInstanceOf(RunConflict.class)
                .asInstanceOf(THROWABLE)
                .hasMessageContaining("--output " + output + ": found a folder for which another process is training");
        assertThat(output.resolve("graph.fb")).exists();
        assertThat(TeacherTraining.work(output)).doesNotExist();
    }

    /** The folder of a training is deleted in the end, with all that is in it. */
    @Test
    void worksInNoFolderOfOthers() throws IOException {
        GoldenTeacher.write(folder, "bert-opset17");
        Path output = folder.resolve("teacher");
        Path mine = Files.createDirectory(TeacherTraining.work(output)).resolve("mine.txt");
        Files.writeString(mine, "mine");

        assertThatThrownBy(() -> TeacherTraining.run(config("1.0e-3"), output, new Listener(Integer.MAX_VALUE)))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining(mine.toString());

        assertThat(mine).hasContent("mine");
        assertThat(files(mine.getParent())).containsExactly("mine.txt");
    }

    @Test
    void refusesAFolderThatWasFilledBeforeItBegins() throws IOException {
        GoldenTeacher.write(folder, "bert-opset17");
        Path output = Files.createDirectory(folder.resolve("teacher"));
        Files.writeString(output.resolve("mine.txt"), "mine");
        Listener silent = new Listener(Integer.MAX_VALUE);

        assertThatThrownBy(() -> TeacherTraining.run(config("1.0e-3"), output, silent))
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("expected a new or an empty folder. Name another.");

        assertThat(silent.advances).isEmpty();
        assertThat(TeacherTraining.work(output)).doesNotExist();
    }

    /** Whoever stops a training is told whether it goes on. */
    @ParameterizedTest
    @CsvSource({
        "'{steps: 3, seconds: 0}', true",
        "'{steps: 30, seconds: 0}', false",
        "'{steps: null, seconds: 0}', false"
    })
    void knowsWhetherItCanGoOn(String checkpoint, boolean kept) throws IOException {
        GoldenTeacher.write(folder, "bert-opset17");
        Path output = folder.resolve("teacher");
        Config config = config("1.0e-3", "training.checkpoint=" + checkpoint);
        List<Boolean> whenStopped = new ArrayList<>();
        Listener killed = new Listener(8) {
            @Override
            public void finished() {
                whenStopped.add(TeacherTraining.canGoOn(output));
            }
        };

        assertThatThrownBy(() -> TeacherTraining.run(config, output, killed)).isInstanceOf(Killed.class);

        assertThat(whenStopped).containsExactly(kept);
        assertThat(Files.exists(TeacherTraining.work(output))).isEqualTo(kept);
        Listener rest = new Listener(Integer.MAX_VALUE);
        TeacherTraining.run(config, output, rest);
        assertThat(rest.advances).hasSize(kept ? STEPS - 6 : STEPS);
    }

    private Config config(String learningRate, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "data.train=" + folder.resolve("train.tsv"),
                "data.dev=" + folder.resolve("dev.tsv"),
                "data.maxTokens=16",
                "teacher.model=" + model,
                "teacher.head=fine-tune",
                "teacher.epochs=" + EPOCHS,
                "teacher.learningRate=" + learningRate,
                "teacher.batchSize=8",
                "training.checkpoint={steps: 3, seconds: 0}"));
        all.addAll(List.of(more));
        return ConfigTree.read(null, all).toConfig();
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
    private static class Listener extends Onlooker {
        private final int last;
        private final List<Long> advances = new ArrayList<>();

        Listener(int last) {
            this.last = last;
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
    }
}
