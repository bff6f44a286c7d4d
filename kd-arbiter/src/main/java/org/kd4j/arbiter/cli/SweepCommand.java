package org.kd4j.arbiter.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a sweep over temperature and alpha, or whatever the grid names. */
@Command(
        name = "sweep",
        description = {
            "Let a teacher speak once about every record, and train a student at every point of a grid.",
            "Without a configuration: all-MiniLM-L6-v2 teaches a small convolutional network on the",
            "demonstration sentences inside the jar."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  kd-arbiter sweep",
            "  kd-arbiter sweep --set training.epochs=2 --set sweep.grid.objective.temperature=[2]",
            "  kd-arbiter sweep -c configs/sst2-kim-cnn.yaml --set data.train=train.tsv --out runs/sst2",
            "  kd-arbiter sweep -c configs/sst2-kim-cnn.yaml --set data.train=train.tsv --out runs/sst2 --resume"
        })
final class SweepCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    RunOptions options;

    @Override
    public Integer call() throws IOException {
        return new SweepRun(
                        options, spec.commandLine().getOut(), spec.commandLine().getErr())
                .run(options.config.read());
    }
}
