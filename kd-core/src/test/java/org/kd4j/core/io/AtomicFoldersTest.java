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

class AtomicFoldersTest {
    private static final int STOPPED = 130;

    @TempDir
    Path folder;

    @Test
    void writesANewFolderAndFillsAnEmptyOne() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        for (Path target : List.of(folder.resolve("new/model"), empty)) {
            AtomicFolders.write(target, path -> Files.writeString(path.resolve("a"), "1"));

            assertThat(target.resolve("a")).hasContent("1");
            assertThat(files(target)).containsExactly(target.resolve("a"));
        }
        assertThat(files(folder)).containsExactlyInAnyOrder(empty, folder.resolve("new"));
    }

    @Test
    void replacesAWholeFolder() throws Exception {
        Path target = Files.createDirectory(folder.resolve("model"));
        Files.writeString(target.resolve("old"), "1");

        AtomicFolders.write(target, path -> Files.writeString(path.resolve("new"), "2"));

        assertThat(files(target)).containsExactly(target.resolve("new"));
        assertThat(files(folder)).containsExactly(target);
    }

    @Test
    void keepsWhatWasThereWhereWritingFails() throws Exception {
        Path target = Files.createDirectory(folder.resolve("model"));
        Files.writeString(target.resolve("old"), "1");

        assertThatThrownBy(() -> AtomicFolders.write(target, path -> {
                    Files.writeString(path.resolve("new"), "half");
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");

        assertThat(files(target)).containsExactly(target.resolve("old"));
        assertThat(files(folder)).containsExactly(target);
    }

    @Test
    void leavesNothingWhereTheProcessIsStopped() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        int exitCode = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        AtomicFoldersTest.class.getName(),
                        folder.resolve("model").toString())
                .inheritIO()
                .start()
                .waitFor();

        assertThat(exitCode).isEqualTo(STOPPED);
        assertThat(files(folder)).isEmpty();
    }

    /** Argument: a folder to write, in the midst of which the process ends as it does when it is interrupted. */
    public static void main(String[] arguments) throws IOException {
        AtomicFolders.write(Path.of(arguments[0]), path -> {
            Files.writeString(path.resolve("half"), "1");
            System.exit(STOPPED);
        });
    }

    @Test
    void knowsWhereNothingWouldBeLost() throws Exception {
        assertThat(AtomicFolders.isMissingOrEmpty(folder.resolve("none"))).isTrue();
        assertThat(AtomicFolders.isMissingOrEmpty(Files.createDirectory(folder.resolve("empty"))))
                .isTrue();
        assertThat(AtomicFolders.isMissingOrEmpty(Files.writeString(folder.resolve("file"), "x")))
                .isFalse();
        assertThat(AtomicFolders.isMissingOrEmpty(folder)).isFalse();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
