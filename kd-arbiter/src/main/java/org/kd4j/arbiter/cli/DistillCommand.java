package org.kd4j.arbiter.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kd4j.arbiter.config.ConfigTree;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** One training: a sweep of one point, without a baseline. */
@Command(
        name = "distill",
        description = {
            "Let a teacher speak once about every record, and train one student: what sweep does at one point of",
            "its grid, with the values that objective, training and student have, and without a baseline.",
            "student.zip in the run directory is what predict and evaluate take, and DL4J opens."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  kd-arbiter distill",
            "  kd-arbiter distill -c configs/sst2-kim-cnn.yaml --set data.train=train.tsv --set objective.temperature=2 \\",
            "      --set objective.alpha=0.5 --out runs/chosen",
            "  kd-arbiter distill -c configs/sst2-kim-cnn.yaml --set data.train=train.tsv --out runs/chosen --resume",
            "",
            "Exit codes: 0 done, 2 usage or configuration, 3 data or model cannot be used, 4 the training failed, 5 the run",
            "directory is in use or of another configuration."
        })
final class DistillCommand implements Callable<Integer> {
    private static final List<String> OF_SWEEPS = List.of("sweep.grid", "sweep.seeds", "sweep.baseline");

    @Spec
    CommandSpec spec;

    @Mixin
    RunOptions options;

    @Override
    public Integer call() throws IOException {
        ConfigTree given = options.config.read();
        List<String> unused = OF_SWEEPS.stream().filter(given::gives).toList();
        if (!unused.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("Not used, because distill trains once: " + String.join(", ", unused) + ".");
        }
        ConfigTree one = given.with("sweep.grid", Map.of(), spec.name())
                .with("sweep.seeds", List.of(), spec.name())
                .with("sweep.baseline", false, spec.name());
        return new SweepRun(
                        options, spec.commandLine().getOut(), spec.commandLine().getErr())
                .run(one);
    }
}
