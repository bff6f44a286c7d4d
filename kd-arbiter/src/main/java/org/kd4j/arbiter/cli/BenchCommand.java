package org.kd4j.arbiter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.kd4j.arbiter.bench.BenchResult;
import org.kd4j.arbiter.bench.BenchSettings;
import org.kd4j.arbiter.bench.Benchmarks;
import org.kd4j.core.failure.InvalidConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Times work that other tools are timed on too, and measures what a training needs. */
@Command(
        name = "bench",
        description =
                "Time training and inference, and measure memory; one JSON line a result. Without a case, lists the cases.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  kd-arbiter bench kim-cnn-30k linear-30k",
            "  kd-arbiter bench fasttext-cpp teacher-bucketed --sst2 data/sst2"
        })
final class BenchCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "CASE", description = "What to time.")
    List<String> cases = new ArrayList<>();

    @Option(
            names = "--sst2",
            paramLabel = "DIR",
            description = "Folder with SST-2's train.tsv and train-sentences.tsv.")
    Path sst2;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "5",
            description = "Timed repetitions (${DEFAULT-VALUE}).")
    int repeat;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (cases.isEmpty()) {
            Benchmarks.names().forEach(out::println);
            return 0;
        }
        if (repeat < 1) {
            throw new InvalidConfig("--repeat", String.valueOf(repeat), "a whole number ≥ 1", "");
        }
        for (String name : cases) {
            if (!Benchmarks.names().contains(name)) {
                throw new InvalidConfig("bench", "'" + name + "'", "one of " + Benchmarks.names(), "");
            }
        }
        CudaBackend.require();
        for (String name : cases) {
            for (BenchResult result : Benchmarks.run(name, new BenchSettings(sst2, repeat))) {
                out.println(result.toJson());
            }
        }
        return 0;
    }
}
