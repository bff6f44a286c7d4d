package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.RunConflict;
import org.kd4j.core.io.AtomicFolders;

/** The folder beside an output folder in which its teacher is trained, by one process at a time. */
final class WorkFolder implements AutoCloseable {
    private static final String ENDING = ".training";

    /** What trainings write, whole or not. */
    private static final String OWN = "\\.lock|tokenizer\\.json|teacher-[0-9a-f]{16}.*|\\..*\\.tmp";

    private final Path output;
    private final Path path;
    private final FolderLock lock;
    private boolean finished;

    private WorkFolder(Path output, Path path, FolderLock lock) {
        this.output = output;
        this.path = path;
        this.lock = lock;
    }

    static Path of(Path output) {
        Path whole = output.toAbsolutePath().normalize();
        return whole.resolveSibling(whole.getFileName() + ENDING);
    }

    /**
     * @throws RunConflict if another process has it
     * @throws InvalidConfig if there is something of somebody else's in it, because it is deleted in the end
     */
    static WorkFolder take(Path output) throws IOException {
        Path path = of(output);
        requireOwn(output, path);
        FolderLock lock = FolderLock.take(
                path,
                () -> new RunConflict(
                        "--output " + output,
                        "a folder for which another process is training a teacher",
                        "one that no other process is to write",
                        "Wait for that process, or name another folder."));
        return new WorkFolder(output, path, lock);
    }

    private static void requireOwn(Path output, Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return;
        }
        Optional<Path> other;
        try (Stream<Path> files = Files.list(path)) {
            other = files.filter(file -> !file.getFileName().toString().matches(OWN))
                    .findAny();
        }
        if (other.isPresent()) {
            throw new InvalidConfig(
                    "--output " + output,
                    other.get() + " where the state of its training would be kept",
                    path + " to be new, or left by a training",
                    "Name another folder.");
        }
    }

    Path output() {
        return output;
    }

    Path path() {
        return path;
    }

    /** @throws InvalidConfig if there is something in the output folder */
    void requireRoom(String found, String next) throws IOException {
        if (!AtomicFolders.isMissingOrEmpty(output)) {
            throw new InvalidConfig("--output " + output, found, "a new or an empty folder", next);
        }
    }

    /** Deletes it: the teacher is in its place. */
    void finish() throws IOException {
        finished = true;
        List<Path> files;
        try (Stream<Path> all = Files.walk(path)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            try {
                Files.delete(file);
            } catch (DirectoryNotEmptyException e) {
                // Another process has come since the lock's file is gone.
            }
        }
    }

    /** Gives the folder back, and deletes it unless there is something to go on from. */
    @Override
    public void close() throws IOException {
        try (lock) {
            if (!finished && !TuningRun.isKept(path)) {
                finish();
            }
        }
    }
}
