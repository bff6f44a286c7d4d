package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.datavec.api.records.reader.RecordReader;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.TeacherConfig;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.data.batching.BatchReader;
import org.kd4j.data.records.Labels;
import org.kd4j.models.onnx.Engine;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.teacher.FineTunedTeacher;
import org.kd4j.models.teacher.ImportedTeacher;

/** Fine-tunes the teacher that a configuration names on its data. */
public final class TeacherTraining {
    private final Config config;
    private final DataSets sets;
    private final Labels labels;
    private final Messages messages;

    TeacherTraining(Config config, DataSets sets, Labels labels, Messages messages) {
        this.config = config;
        this.sets = sets;
        this.labels = labels;
        this.messages = messages;
    }

    /**
     * Fine-tunes a teacher, and writes it with its tokenizer and labels as a folder that {@code teacher.model} names,
     * whole or not at all. What the training keeps on its way lies beside it, in {@link #work}, until the folder is
     * there; after an interruption the same call goes on from that.
     *
     * @param output a new or an empty folder
     * @return what the folder holds; its graph is closed
     * @throws org.kd4j.core.failure.RunConflict if another process is training a teacher for this folder
     * @throws org.kd4j.core.failure.Failure if the configuration, the data or the model cannot be used
     */
    public static ImportedTeacher run(Config config, Path output, Messages messages) throws IOException {
        DataSets sets = DataSets.open(config.data(), config.training().seed());
        Labels labels = sets.labels(config.data());
        RecordChecks.checkRecords(sets, labels);
        RecordChecks.checkLabels(config.teacher(), labels);
        TeacherTraining training = new TeacherTraining(config, sets, labels, messages);
        try (WorkFolder work = WorkFolder.take(output)) {
            work.requireRoom("files", "Name another.");
            try (FineTunedTeacher teacher = training.teacher(work.path())) {
                ImportedTeacher written = write(config.teacher(), teacher, work);
                work.finish();
                return written;
            }
        }
    }

    /** Where the state of a training is kept whose teacher goes to this folder. */
    public static Path work(Path output) {
        return WorkFolder.of(output);
    }

    /** Whether there is something there from which the same call goes on. */
    public static boolean canGoOn(Path output) {
        return TuningRun.isKept(work(output));
    }

    /** @param folder where the teacher and the state of its training are kept */
    FineTunedTeacher teacher(Path folder) throws IOException {
        LogitOrder order = new LogitOrder(config.teacher(), labels.names(), messages);
        Optional<TeacherStart> start;
        String model;
        try (OnnxGraph graph = TeacherModel.graph(config.teacher())) {
            start = start(graph, order);
            model = TeacherModel.description(config.teacher(), graph);
            if (start.isEmpty()) {
                requireFile();
                requireEngine(graph);
            }
        }
        Batch train;
        Batch dev;
        try (Tokenizer reader = tokenizer()) {
            train = tokens(sets.train(), reader);
            dev = tokens(sets.dev(), reader);
        }
        Files.createDirectories(folder);
        TuningRun run = new TuningRun(
                config.teacher(),
                config.training().checkpoint(),
                config.training().seed(),
                folder,
                messages);
        return start.isPresent()
                ? new FineTuning(run).teacher(start.get(), model, tokenizer(), train, dev, labels.names())
                : new GraphTuning(run, TeacherModel.tokenizerFile(config.teacher(), folder))
                        .teacher(model, tokenizer(), train, dev, order);
    }

    /** What an encoder starts from that the CPU engine trains; empty where it cannot. */
    private Optional<TeacherStart> start(OnnxGraph graph, LogitOrder order) {
        try {
            return Optional.of(TeacherStart.of(graph, TeacherModel.labels(config.teacher()), order));
        } catch (InvalidInput noEncoder) {
            return Optional.empty();
        }
    }

    /** Folders hold models in which numbers were reckoned from parameters, which could not follow them. */
    private void requireFile() {
        if (TeacherModel.isFolder(config.teacher())) {
            throw new InvalidConfig(
                    "teacher.model",
                    "a folder with a graph that the CPU engine does not know, whose parameters were reckoned into constants",
                    "the ONNX file that it was made of, to fine-tune it",
                    "Name the .onnx file, or set teacher.head to as-is or probe. A teacher that was fine-tuned before is"
                            + " trained on more data by training the .onnx file on all of it.");
        }
    }

    /** Before it is trained: what the tuned graph is kept as, not every engine runs. */
    private void requireEngine(OnnxGraph graph) {
        Engine engine = config.teacher().engine();
        if (engine == Engine.ONNXRUNTIME) {
            throw new InvalidConfig(
                    "teacher.engine",
                    engine.text() + " for a model that is trained as a graph, of which there is no ONNX file then",
                    "auto or samediff",
                    "");
        }
        if (engine == Engine.ENCODER) {
            // Says why it does not run this model.
            graph.pretrained();
        }
    }

    private Tokenizer tokenizer() {
        return TeacherModel.tokenizer(config.teacher(), config.data().maxTokens(), true);
    }

    private Batch tokens(DataSet set, Tokenizer tokenizer) throws IOException {
        try (RecordReader records = set.records().get()) {
            return new BatchReader(tokenizer, labels).read(records, set.where()).batch();
        }
    }

    private static ImportedTeacher write(TeacherConfig config, FineTunedTeacher teacher, WorkFolder work)
            throws IOException {
        Path output = work.output();
        try (TunedClassifier tuned =
                new TunedClassifier(config, teacher.classifier(output.toString()), teacher.labels())) {
            // Hours may have gone by since it was empty.
            work.requireRoom(
                    "files that came while the teacher was trained",
                    "The teacher is kept in " + work.path()
                            + ": with these files elsewhere, the same command writes it.");
            return tuned.write(output, TeacherModel.tokenizerFile(config, work.path()));
        }
    }
}
