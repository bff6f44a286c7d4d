package org.kd4j.arbiter.cli;

import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.sweep.Sweep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows and checks configurations without running anything. */
@Command(
        name = "config",
        description = "Show or check a configuration.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  kd-arbiter config print --set student.kind=fasttext-linear",
            "  kd-arbiter config check -c configs/sst2-kim-cnn.yaml"
        })
final class ConfigCommand {
    @Spec
    CommandSpec spec;

    @Command(description = "Print every key with its value, as YAML.", mixinStandardHelpOptions = true)
    int print(@Mixin ConfigOptions options) {
        ConfigTree tree = options.read();
        tree.toRunConfig();
        spec.commandLine().getOut().print(tree.toYaml());
        spec.commandLine().getOut().flush();
        return 0;
    }

    @Command(description = "Say whether a configuration is valid.", mixinStandardHelpOptions = true)
    int check(@Mixin ConfigOptions options) {
        Sweep.check(options.read()).forEach(spec.commandLine().getErr()::println);
        spec.commandLine().getErr().println("The configuration is valid.");
        return 0;
    }
}
