package org.kd4j.arbiter.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kd4j.arbiter.config.ConfigTree;
import picocli.CommandLine.Option;

/** The options by which every command is configured. */
final class ConfigOptions {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "YAML configuration; without one every key has its default.")
    Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set one key, over the file; may be given again. For example objective.alpha=0.5.")
    List<String> settings = new ArrayList<>();

    ConfigTree read() {
        return ConfigTree.read(file, settings);
    }
}
