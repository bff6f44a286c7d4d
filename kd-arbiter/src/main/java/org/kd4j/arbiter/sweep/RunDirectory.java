package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.core.failure.RunConflict;
import org.kd4j.core.io.AtomicFiles;

/** A directory that holds one sweep, owned by one process at a time. */
final class RunDirectory implements AutoCloseable {
    private static final String CONFIG = "config.yaml";

    private final Path path;
    private final ConfigTree config;
    private final FolderLock lock;
    private final boolean created;

    private RunDirectory(Path path, ConfigTree config, FolderLock lock, boolean created) {
        this.path = path;
        this.config = config;
        this.lock = lock;
        this.created = created;
    }

    /**
     * Takes the directory for this process.
     *
     * @param resume whether a sweep that is already there is to be continued
     * @throws RunConflict if another process has the directory, it holds a sweep and {@code resume} is false, or it
     *     holds a sweep of another configuration
     */
    static RunDirectory open(Path path, ConfigTree config, boolean resume) throws IOException {
        boolean created = !Files.exists(path);
        RunDirectory run = new RunDirectory(path, config, FolderLock.take(path, () -> taken(path)), created);
        try {
            if (Files.exists(run.file(CONFIG))) {
                checkSame(path, run.file(CONFIG), config, resume);
            }
            return run;
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
    }

    /** Makes it the directory of this sweep, once everything that the sweep needs has proved usable. */
    void begin() throws IOException {
        if (!Files.exists(file(CONFIG))) {
            AtomicFiles.writeText(file(CONFIG), config.toYaml());
        }
    }

    private static void checkSame(Path path, Path configFile, ConfigTree config, boolean resume) {
        if (!resume) {
            throw new RunConflict(
                    path.toString(),
                    "a sweep that is already there",
                    "a new directory",
                    "Continue it with --resume, or choose another directory with --out.");
        }
        Map<String, String> before = ConfigTree.read(configFile, List.of()).flatten();
        Map<String, String> now = config.flatten();
        TreeSet<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(now.keySet());
        keys.removeIf(key -> key.startsWith("output.") || Objects.equals(before.get(key), now.get(key)));
        if (!keys.isEmpty()) {
            String key = keys.first();
            throw new RunConflict(
                    path.toString(),
                    "a sweep with " + key + " = " + before.get(key),
                    now.get(key) + (keys.size() > 1 ? " (and " + (keys.size() - 1) + " more keys differ)" : ""),
                    "Give the configuration it was started with, or choose another directory with --out.");
        }
    }

    private static RunConflict taken(Path path) {
        return new RunConflict(
                path.toString(),
                "a directory that another process is using",
                "one that is free",
                "Wait for that process, or choose another directory with --out.");
    }

    Path path() {
        return path;
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** Gives the directory back. One in which no sweep has begun is left as it was found. */
    @Override
    public void close() throws IOException {
        if (!Files.exists(file(CONFIG))) {
            // Still holding the lock: another process that waits for the file finds a new one.
            Files.deleteIfExists(file(FolderLock.FILE));
            if (created) {
                try (Stream<Path> rest = Files.list(path)) {
                    if (rest.findAny().isEmpty()) {
                        Files.delete(path);
                    }
                }
            }
        }
        lock.close();
    }
}
