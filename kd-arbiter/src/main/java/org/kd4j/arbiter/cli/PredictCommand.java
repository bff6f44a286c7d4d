package org.kd4j.arbiter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.progress.Progress;
import org.kd4j.data.records.TextFile;
import org.kd4j.models.bundle.ModelBundle;
import org.kd4j.models.bundle.Prediction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a saved model says of texts. */
@Command(
        name = "predict",
        description = {
            "Print the class and the probabilities of texts, as a model says that sweep or distill has saved.",
            "Texts are read and answered in batches, so that files of any length fit."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Models of annotators answer with the mean of all known annotators' probabilities, or with what those say that",
            "--annotator names; one whom the model does not know gets the answer of the unknown annotator.",
            "",
            "Examples:",
            "  kd-arbiter predict runs/demo/student.zip --text 'A fine film.'",
            "  kd-arbiter predict runs/demo/student.zip reviews.csv --text-column review > predictions.csv",
            "  kd-arbiter predict runs/demo/student.zip - --format jsonl < texts.txt",
            "  kd-arbiter predict runs/popquorn/annotators.zip comments.csv --annotator 17 --annotator 230",
            "",
            "Exit codes: 0 done, 2 usage, 3 model or texts cannot be used."
        })
final class PredictCommand implements Callable<Integer> {
    /** Texts that are answered at a time. */
    private static final int BATCH = 64;

    /** What the predictions are printed as. */
    enum OutputFormat {
        CSV,
        JSONL
    }

    @Spec
    CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A saved model, such as student.zip.")
    Path model;

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "The texts; - for standard input.")
    String file;

    @Mixin
    TextOptions texts;

    @Option(
            names = "--annotator",
            paramLabel = "ID",
            description = "Whom to ask, of a model of annotators; may be given again.")
    List<String> annotators = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "CSV",
            description = "What is printed: csv, the default, or jsonl, an object a line.")
    OutputFormat format;

    @Option(names = "--json", description = "Print one JSON document.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        texts.check(file);
        CudaBackend.require();
        try (ModelBundle bundle = ModelBundle.open(model)) {
            checkAnnotators(bundle);
            texts.read(file, items -> predict(bundle, items));
        }
        return 0;
    }

    private void checkAnnotators(ModelBundle bundle) {
        if (annotators.isEmpty()) {
            return;
        }
        List<String> known = bundle.annotators()
                .orElseThrow(() -> new InvalidConfig(
                        "--annotator",
                        String.join(", ", annotators),
                        "none, because " + model + " does not tell annotators apart",
                        ""))
                .names();
        for (String name : annotators) {
            if (!known.contains(name)) {
                say("Annotator '" + name + "' is none of the " + known.size()
                        + " that the model knows: the unknown annotator answers.");
            }
        }
    }

    private void predict(ModelBundle bundle, TextOptions.Items items) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PredictionWriter writer = writer(out, bundle.labels());
        Progress progress = new TerminalMessages(spec.commandLine().getErr()).progress();
        progress.started("texts", -1);
        long truncated = 0;
        try {
            for (List<TextFile.Item> batch = batch(items);
                    !batch.isEmpty() && !out.checkError();
                    batch = batch(items)) {
                truncated += predict(bundle, batch, writer);
                progress.advanced(batch.size());
            }
        } finally {
            progress.finished();
        }
        writer.end();
        out.flush();
        if (truncated > 0) {
            say(String.format(
                    "%,d texts have more than %d tokens and are truncated.",
                    truncated, bundle.settings().task().maxTokens()));
        }
    }

    /** How many of them are truncated. */
    private long predict(ModelBundle bundle, List<TextFile.Item> batch, PredictionWriter writer) throws IOException {
        List<String> batchTexts = batch.stream().map(TextFile.Item::text).toList();
        List<List<Prediction>> predictions = annotators.isEmpty()
                ? bundle.predict(batchTexts).stream().map(List::of).toList()
                : bundle.predict(batchTexts, annotators);
        for (int i = 0; i < batch.size(); i++) {
            for (int asked = 0; asked < predictions.get(i).size(); asked++) {
                writer.write(
                        batch.get(i).id(),
                        annotators.isEmpty() ? null : annotators.get(asked),
                        predictions.get(i).get(asked));
            }
        }
        return predictions.stream().filter(each -> each.get(0).truncated()).count();
    }

    private static List<TextFile.Item> batch(TextOptions.Items items) throws IOException {
        List<TextFile.Item> batch = new ArrayList<>();
        while (batch.size() < BATCH) {
            TextFile.Item item = items.next();
            if (item == null) {
                break;
            }
            batch.add(item);
        }
        return batch;
    }

    private PredictionWriter writer(PrintWriter out, List<String> labels) throws IOException {
        if (json) {
            return PredictionWriter.json(out, labels);
        }
        return format == OutputFormat.JSONL
                ? PredictionWriter.jsonLines(out, labels)
                : PredictionWriter.csv(out, labels, !annotators.isEmpty());
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
    }
}
