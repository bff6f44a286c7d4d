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
            "  kd-arbiter config print --set annotators.model=separate-heads",
            "  kd-arbiter config check -c configs/sst2-kim-cnn.yaml"
        })
final class ConfigCommand {
    @Spec
    CommandSpec spec;

    /** What is wrong or missing is said behind the keys: whoever does not know them yet looks for them here. */
    @Command(
            description = {
                "Print every key with its value, as YAML, and say what is wrong or missing.",
                "With --set annotators.model=majority: the keys of models of annotators."
            },
            mixinStandardHelpOptions = true)
    int print(@Mixin ConfigOptions options) {
        ConfigTree tree = options.read();
        spec.commandLine().getOut().print(tree.toYaml());
        spec.commandLine().getOut().flush();
        tree.toRunConfig();
        return 0;
    }

    @Command(description = "Say whether a configuration is valid.", mixinStandardHelpOptions = true)
    int check(@Mixin ConfigOptions options) {
        Sweep.check(options.read()).forEach(spec.commandLine().getErr()::println);
        spec.commandLine().getErr().println("The configuration is valid.");
        return 0;
    }
}
