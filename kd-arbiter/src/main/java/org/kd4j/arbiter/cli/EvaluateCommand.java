package org.kd4j.arbiter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kd4j.arbiter.config.AnnotatedDataConfig;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.report.ModelTable;
import org.kd4j.arbiter.report.ResultsJson;
import org.kd4j.arbiter.results.ModelScores;
import org.kd4j.arbiter.sweep.ModelEvaluation;
import org.kd4j.data.annotations.Part;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scores a saved model on labelled data. */
@Command(
        name = "evaluate",
        description = {
            "Score a model that sweep or distill has saved on a file of labelled texts: accuracy, macro-F1, log loss,",
            "calibration error, confusion matrix, and scores by group where the data have groups. On labels of",
            "individual annotators: the metrics of models of annotators, whatever the model is."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The data's section of a configuration says how the file is written; its paths are not used. Data of a",
            "configuration with the section annotators, or of its formats, are labels of individual annotators.",
            "--part takes a part of a file as a sweep splits it, and train's labels for data.ties prior.",
            "",
            "Examples:",
            "  kd-arbiter evaluate runs/sst2/student.zip --data test.tsv",
            "  kd-arbiter evaluate runs/sst2/student.zip --data reviews.csv --text-column review --label-column stars",
            "  kd-arbiter evaluate runs/civil/student.zip --data test.csv -c runs/civil/config.yaml --json",
            "  kd-arbiter evaluate runs/popquorn/annotators.zip --data popquorn.csv -c runs/popquorn/config.yaml --part test",
            "",
            "Exit codes: 0 done, 2 usage or configuration, 3 model or data cannot be used."
        })
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "A saved model, such as student.zip.")
    Path model;

    @Option(names = "--data", paramLabel = "FILE", required = true, description = "The labelled texts.")
    Path data;

    @Mixin
    ConfigOptions options;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "As data.format; where nothing says it, csv for files named so, else glue.")
    String format;

    @Option(names = "--text-column", paramLabel = "NAME", description = "As data.textColumn.")
    String textColumn;

    @Option(names = "--label-column", paramLabel = "NAME", description = "As data.labelColumn.")
    String labelColumn;

    @Option(
            names = "--part",
            paramLabel = "PART",
            description = "Of labels of annotators: train, dev or test, as data.split divides the file.")
    Part part;

    @Option(names = "--json", description = "Print the scores as one JSON document.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        ConfigTree tree = described(options.read());
        CudaBackend.require();
        PrintWriter messages = spec.commandLine().getErr();
        ModelScores scores =
                ModelEvaluation.of(model, tree, data, Optional.ofNullable(part), new TerminalMessages(messages));
        if (scores.truncated() > 0) {
            messages.println(String.format("%,d texts have more tokens than the model reads.", scores.truncated()));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? ResultsJson.writeIndented(scores) : ModelTable.render(scores));
        out.flush();
        return 0;
    }

    private ConfigTree described(ConfigTree given) {
        ConfigTree tree = given;
        String known = format;
        boolean csv = data.toString().replaceFirst("\\.gz$", "").endsWith(".csv");
        if (known == null && csv && !given.gives("data.format") && !given.isOfAnnotators()) {
            known = "csv";
        }
        String form = known == null ? given.text("data.format").orElse("") : known;
        if (isOfAnnotators(form) && !tree.isOfAnnotators()) {
            tree = tree.with("annotators.model", "majority", "data.format");
        }
        tree = known == null ? tree : tree.with("data.format", known, "--format");
        tree = textColumn == null ? tree : tree.with("data.textColumn", textColumn, "--text-column");
        return labelColumn == null ? tree : tree.with("data.labelColumn", labelColumn, "--label-column");
    }

    private static boolean isOfAnnotators(String format) {
        return Arrays.stream(AnnotatedDataConfig.Format.values())
                .anyMatch(known -> known.name().equalsIgnoreCase(format));
    }
}
