package org.kd4j.arbiter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

/** Runs a sweep, of one training or of many, and prints what came out. */
record SweepRun(RunOptions options, PrintWriter out, PrintWriter messages) {
    private static final int SOME_TRIALS_FAILED = 4;

    /** @return the exit code */
    int run(ConfigTree tree) throws IOException {
        RunConfig config = tree.toRunConfig();
        CudaBackend.require();
        RunPaths paths = RunPaths.of(config.output(), options.config.file, options.out, options.resume);
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
        tell("Model", paths.run().resolve(tree.isOfAnnotators() ? AnnotatorSweep.MODEL : Sweep.STUDENT));
        messages.println("Report: " + paths.run().resolve("report.html"));
        return trials.stream().anyMatch(trial -> trial.state() != TrialResult.State.DONE) ? SOME_TRIALS_FAILED : 0;
    }

    private List<TrialResult> distil(ConfigTree tree, RunPaths paths, Messages progress) throws IOException {
        SweepResults results = Sweep.run(tree, paths.run(), paths.cache(), options.resume, progress);
        print(options.json ? ResultsJson.writeIndented(results) : ResultTable.render(results));
        return results.trials();
    }

    private List<TrialResult> ofAnnotators(ConfigTree tree, RunPaths paths, Messages progress) throws IOException {
        AnnotatorResults results = AnnotatorSweep.run(tree, paths.run(), paths.cache(), options.resume, progress);
        print(options.json ? ResultsJson.writeIndented(results) : AnnotatorTable.render(results));
        return results.trials();
    }

    private void print(String results) {
        out.print(results);
        out.flush();
    }

    private void tell(String what, Path file) {
        if (Files.exists(file)) {
            messages.println(what + ": " + file);
        }
    }
}
