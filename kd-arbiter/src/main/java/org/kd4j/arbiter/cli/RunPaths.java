package org.kd4j.arbiter.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.kd4j.arbiter.config.OutputConfig;

/**
 * Where a run goes.
 *
 * @param run its directory
 * @param cache the teacher cache
 */
record RunPaths(Path run, Path cache) {
    private static final Path RUNS = Path.of("runs");

    /**
     * @param configFile names the run where nothing else does; may be null
     * @param out given on the command line; may be null
     * @param resume whether the latest run of that name is meant, rather than a new one
     */
    static RunPaths of(OutputConfig output, Path configFile, Path out, boolean resume) {
        Path run = out != null ? out : output.dir() != null ? Path.of(output.dir()) : unused(name(configFile), resume);
        Path folder = run.toAbsolutePath().getParent();
        Path cache = output.cache() != null
                ? Path.of(output.cache())
                : out == null && output.dir() == null
                        ? RUNS.resolve("teacher-cache.db")
                        : folder.resolve("teacher-cache.db");
        return new RunPaths(run, cache);
    }

    private static String name(Path configFile) {
        return configFile == null ? "demo" : configFile.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    }

    private static Path unused(String name, boolean resume) {
        Path latest = RUNS.resolve(name);
        Path next = latest;
        for (int i = 2; Files.exists(next); i++) {
            latest = next;
            next = RUNS.resolve(name + "-" + i);
        }
        return resume ? latest : next;
    }
}
