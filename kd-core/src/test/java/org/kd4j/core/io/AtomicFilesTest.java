package org.kd4j.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    Path folder;

    @Test
    void writesIntoANewFolder() throws Exception {
        Path file = folder.resolve("new/results.txt");

        AtomicFiles.writeText(file, "größer");

        assertThat(file).hasContent("größer");
        assertThat(files(file.getParent())).containsExactly(file);
    }

    @Test
    void keepsWhatWasThereWhereWritingFails() throws Exception {
        Path file = Files.writeString(folder.resolve("results.txt"), "before");

        assertThatThrownBy(() -> AtomicFiles.write(file, path -> {
                    Files.writeString(path, "half");
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");

        assertThat(file).hasContent("before");
        assertThat(files(folder)).containsExactly(file);
    }

    @Test
    void givesTheSamePermissionsAsAnyNewFile() throws Exception {
        Path usual = Files.writeString(folder.resolve("usual"), "x");
        Path file = folder.resolve("results.txt");

        AtomicFiles.writeText(file, "x");

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(usual));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
