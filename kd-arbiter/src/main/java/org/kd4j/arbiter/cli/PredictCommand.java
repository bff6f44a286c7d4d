package org.kd4j.arbiter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.kd4j.core.failure.Failure;
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
            "--annotator names; one whom the model does not know gets the answer of the unknown annotator, or where students of",
            "annotators have none, that of all together.",
            "",
            "--jury draws juries of the known annotators, each without anybody twice, the same ones for all texts. A jury finds",
            "what most of its jurors would say. Printed are the class that most juries find, and the share of the juries that",
            "find each; hung is that of those with a tie, unless --ties says what they find.",
            "",
            "Examples:",
            "  kd-arbiter predict runs/demo/student.zip --text 'A fine film.'",
            "  kd-arbiter predict runs/demo/student.zip reviews.csv --text-column review > predictions.csv",
            "  kd-arbiter predict runs/demo/student.zip - --format jsonl < texts.txt",
            "  kd-arbiter predict runs/popquorn/annotators.zip comments.csv --annotator 17 --annotator 230",
            "  kd-arbiter predict runs/popquorn/annotators.zip comments.csv --jury 'gender=Woman:6,gender=Man:6' --juries 100",
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

    @Mixin
    JuryOptions jury;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "CSV",
            description = "What is printed: csv, the default, or jsonl, an object a line.")
    OutputFormat format;

    @Option(
            names = "--json",
            description = "Print one JSON document; of texts without end, --format jsonl prints a line each.")
    boolean json;

    /** How many texts had more tokens than the model reads. */
    private long truncated;

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

    /** Answers texts of a batch, a list of lines for each. */
    @FunctionalInterface
    private interface Answering {
        List<List<Answer>> of(List<TextFile.Item> batch);
    }

    private void checkAnnotators(ModelBundle bundle) {
        if (jury.isCalled() && !annotators.isEmpty()) {
            throw new InvalidConfig("predict", "both --annotator and --jury", "one of them", "");
        }
        if (!jury.isCalled() && annotators.isEmpty()) {
            return;
        }
        List<String> known = bundle.annotators()
                .orElseThrow(() -> new InvalidConfig(
                        jury.isCalled() ? "--jury" : "--annotator",
                        jury.isCalled() ? jury.composition : String.join(", ", annotators),
                        "none, because " + model + " does not tell annotators apart",
                        ""))
                .names();
        for (String name : annotators) {
            if (!known.contains(name)) {
                say("Annotator '" + name + "' is none of the " + known.size()
                        + " that the model knows: the answer for unknown annotators is given.");
            }
        }
    }

    private Answering answering(ModelBundle bundle) {
        if (jury.isCalled()) {
            Juries juries = new Juries(bundle, jury.draw(bundle.annotators().orElseThrow()), jury.policy());
            return batch -> {
                List<List<Prediction>> said = counted(juries.ask(texts(batch)));
                return each(batch, i -> List.of(juries.verdict(batch.get(i).id(), said.get(i))));
            };
        }
        if (annotators.isEmpty()) {
            return batch -> {
                List<Prediction> said = bundle.predict(texts(batch));
                counted(said.stream().map(List::of).toList());
                return each(batch, i -> List.of(answer(batch.get(i), null, said.get(i))));
            };
        }
        return batch -> {
            List<List<Prediction>> said = counted(bundle.predict(texts(batch), annotators));
            return each(
                    batch,
                    i -> IntStream.range(0, annotators.size())
                            .mapToObj(asked -> answer(
                                    batch.get(i),
                                    annotators.get(asked),
                                    said.get(i).get(asked)))
                            .toList());
        };
    }

    private static List<String> texts(List<TextFile.Item> batch) {
        return batch.stream().map(TextFile.Item::text).toList();
    }

    private static List<List<Answer>> each(List<TextFile.Item> batch, IntFunction<List<Answer>> answers) {
        return IntStream.range(0, batch.size()).mapToObj(answers).toList();
    }

    private static Answer answer(TextFile.Item item, String annotator, Prediction said) {
        return new Answer(item.id(), annotator, said.label(), said.probabilities(), null);
    }

    private List<List<Prediction>> counted(List<List<Prediction>> said) {
        truncated += said.stream().filter(each -> each.get(0).truncated()).count();
        return said;
    }

    private void predict(ModelBundle bundle, TextOptions.Items items) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Answering answering = answering(bundle);
        PredictionWriter writer = writer(out, bundle.labels());
        Progress progress = new TerminalMessages(spec.commandLine().getErr()).progress();
        progress.started("texts", -1);
        boolean answered = false;
        try {
            for (List<TextFile.Item> batch = batch(items);
                    !batch.isEmpty() && !out.checkError();
                    batch = batch(items)) {
                for (List<Answer> answers : answering.of(batch)) {
                    for (Answer answer : answers) {
                        writer.write(answer);
                        answered = true;
                    }
                }
                progress.advanced(batch.size());
            }
        } catch (Failure e) {
            // What was answered before a text that cannot be read is a whole document.
            if (answered) {
                writer.end();
                out.flush();
            }
            throw e;
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
        Answer.Shape shape = jury.isCalled()
                ? Answer.Shape.JURIES
                : annotators.isEmpty() ? Answer.Shape.PLAIN : Answer.Shape.ANNOTATORS;
        if (json) {
            return PredictionWriter.json(out, labels, shape);
        }
        return format == OutputFormat.JSONL
                ? PredictionWriter.jsonLines(out, labels, shape)
                : PredictionWriter.csv(out, labels, shape);
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
    }
}
