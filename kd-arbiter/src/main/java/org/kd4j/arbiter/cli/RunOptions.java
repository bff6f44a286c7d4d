package org.kd4j.arbiter.cli;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that train in a run directory. */
final class RunOptions {
    @Mixin
    ConfigOptions config;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The run directory; the default is a new one under runs.")
    Path out;

    @Option(
            names = "--resume",
            description = "Continue what was begun in the run directory; finished trials are not redone.")
    boolean resume;

    @Option(names = "--json", description = "Print the results as one JSON document instead of a table.")
    boolean json;
}
