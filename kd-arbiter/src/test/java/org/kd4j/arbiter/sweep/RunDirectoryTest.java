package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.core.failure.RunConflict;

class RunDirectoryTest {
    private final ConfigTree config = ConfigTree.read(null, List.of());

    @TempDir
    Path folder;

    @Test
    void keepsTheResolvedConfiguration() throws Exception {
        try (RunDirectory run = RunDirectory.open(folder.resolve("run"), config, false)) {
            run.begin();
            assertThat(ConfigTree.read(run.file("config.yaml"), List.of()).flatten())
                    .isEqualTo(config.flatten());
        }
    }

    @Test
    void belongsToOneProcessAtATime() throws Exception {
        try (RunDirectory run = RunDirectory.open(folder, config, false)) {
            assertThatThrownBy(() -> RunDirectory.open(run.path(), config, true))
                    .isInstanceOf(RunConflict.class)
                    .hasMessageContaining("another process");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void removesADirectoryOfItsOwnWhereNoSweepHasBegun() throws Exception {
        RunDirectory.open(folder.resolve("run"), config, false).close();

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void leavesFilesOfOthersWhereNoSweepHasBegun() throws Exception {
        Path other = Files.writeString(folder.resolve("notes.txt"), "mine");

        RunDirectory.open(folder, config, false).close();

        assertThat(folder).isDirectoryContaining(path -> path.equals(other));
        assertThat(folder.resolve(".lock")).doesNotExist();
    }

    @Test
    void continuesOnlyWhenAsked() throws Exception {
        begin();

        assertThatThrownBy(() -> RunDirectory.open(folder, config, false))
                .isInstanceOf(RunConflict.class)
                .hasMessageContaining("--resume");
    }

    @ParameterizedTest
    @CsvSource({"training.epochs, 10, 6", "teacher.pooling, \"mean\", \"cls\""})
    void refusesAnotherConfiguration(String key, String before, String now) throws Exception {
        begin();
        ConfigTree other = ConfigTree.read(null, List.of(key + "=" + now));

        assertThatThrownBy(() -> RunDirectory.open(folder, other, true))
                .isInstanceOf(RunConflict.class)
                .hasMessageContaining("a sweep with " + key + " = " + before + ", expected " + now + ".");
    }

    private void begin() throws Exception {
        try (RunDirectory run = RunDirectory.open(folder, config, false)) {
            run.begin();
        }
    }
}
