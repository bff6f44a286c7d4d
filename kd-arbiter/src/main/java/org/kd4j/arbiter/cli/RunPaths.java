package org.kd4j.arbiter.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.kd4j.arbiter.config.OutputConfig;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.RunConflict;

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
        if (run.getFileName() == null) {
            throw new InvalidConfig("--out", "'" + run + "'", "a directory with a name", "For example runs/mine.");
        }
        if (resume && !Files.isDirectory(run)) {
            throw new RunConflict(run.toString(), "no such directory", "a sweep to continue", "Leave --resume out.");
        }
        return new RunPaths(
                run, output.cache() != null ? Path.of(output.cache()) : run.resolveSibling("teacher-cache.db"));
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
