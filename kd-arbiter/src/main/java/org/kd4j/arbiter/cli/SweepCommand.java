package org.kd4j.arbiter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.config.RunConfig;
import org.kd4j.arbiter.report.AnnotatorTable;
import org.kd4j.arbiter.report.ResultTable;
import org.kd4j.arbiter.report.ResultsJson;
import org.kd4j.arbiter.results.AnnotatorResults;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.arbiter.sweep.AnnotatorSweep;
import org.kd4j.arbiter.sweep.Messages;
import org.kd4j.arbiter.sweep.Sweep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
    private static final int SOME_TRIALS_FAILED = 4;

    @Spec
    CommandSpec spec;

    @Mixin
    ConfigOptions options;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The run directory; the default is a new one under runs.")
    Path out;

    @Option(
            names = "--resume",
            description = "Continue the sweep in the run directory; finished trials are not redone.")
    boolean resume;

    @Option(names = "--json", description = "Print the results as one JSON document instead of a table.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        ConfigTree tree = options.read();
        RunConfig config = tree.toRunConfig();
        CudaBackend.require();
        RunPaths paths = RunPaths.of(config.output(), options.file, out, resume);
        PrintWriter messages = spec.commandLine().getErr();
        if (config instanceof Config distillation && distillation.data().isDemonstration()) {
            messages.println(
                    "This is a demonstration set, written for kd4j: its numbers say nothing about a real task.");
        }
        messages.println("Run directory: " + paths.run() + "  (teacher cache: " + paths.cache() + ")");
        Thread farewell = new Thread(() ->
                messages.println("Stopped. Finished trials are saved; --out " + paths.run() + " --resume continues."));
        Runtime.getRuntime().addShutdownHook(farewell);
        List<TrialResult> trials;
        try {
            Messages progress = new TerminalMessages(messages);
            trials = tree.isOfAnnotators() ? ofAnnotators(tree, paths, progress) : distil(tree, paths, progress);
        } finally {
            Runtime.getRuntime().removeShutdownHook(farewell);
        }
        messages.println((tree.isOfAnnotators() ? "Results: " : "Report: ")
                + paths.run().resolve(tree.isOfAnnotators() ? "results.csv" : "report.html"));
        return trials.stream().anyMatch(trial -> trial.state() != TrialResult.State.DONE) ? SOME_TRIALS_FAILED : 0;
    }

    private List<TrialResult> distil(ConfigTree tree, RunPaths paths, Messages progress) throws IOException {
        SweepResults results = Sweep.run(tree, paths.run(), paths.cache(), resume, progress);
        print(json ? ResultsJson.writeIndented(results) : ResultTable.render(results));
        return results.trials();
    }

    private List<TrialResult> ofAnnotators(ConfigTree tree, RunPaths paths, Messages progress) throws IOException {
        AnnotatorResults results = AnnotatorSweep.run(tree, paths.run(), paths.cache(), resume, progress);
        print(json ? ResultsJson.writeIndented(results) : AnnotatorTable.render(results));
        return results.trials();
    }

    private void print(String results) {
        PrintWriter stdout = spec.commandLine().getOut();
        stdout.print(results);
        stdout.flush();
    }
}
