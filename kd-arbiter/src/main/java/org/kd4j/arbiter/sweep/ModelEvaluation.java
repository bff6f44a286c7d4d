package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.datavec.api.records.reader.RecordReader;
import org.kd4j.arbiter.config.AnnotatedDataConfig;
import org.kd4j.arbiter.config.AnnotatorConfig;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.ConfigTree;
import org.kd4j.arbiter.results.ModelScores;
import org.kd4j.core.annotation.Annotations;
import org.kd4j.core.annotation.Majority;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.evaluation.AnnotatorMetrics;
import org.kd4j.core.evaluation.GroupMetrics;
import org.kd4j.core.evaluation.Metrics;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.tokens.Encoding;
import org.kd4j.data.annotations.AnnotatedItems;
import org.kd4j.data.annotations.AnnotationReader;
import org.kd4j.data.annotations.CollectedAnnotations;
import org.kd4j.data.annotations.Part;
import org.kd4j.data.batching.BatchReader;
import org.kd4j.data.batching.ReadBatch;
import org.kd4j.data.records.Labels;
import org.kd4j.models.bundle.ModelBundle;

/** Scores a saved model on data that a configuration describes. */
public final class ModelEvaluation {
    private static final String COMMAND = "evaluate";

    private final ModelBundle model;
    private final Path modelFile;
    private final Path data;
    private final Messages messages;

    private ModelEvaluation(ModelBundle model, Path modelFile, Path data, Messages messages) {
        this.model = model;
        this.modelFile = modelFile;
        this.data = data;
        this.messages = messages;
    }

    /**
     * @param modelFile a {@link ModelBundle}
     * @param given how the data are written, in its section {@code data}
     * @param part what of the data is meant, by the configuration's split; empty for all
     * @throws org.kd4j.core.failure.Failure if model, configuration or data cannot be used
     */
    public static ModelScores of(Path modelFile, ConfigTree given, Path data, Optional<Part> part, Messages messages)
            throws IOException {
        try (ModelBundle model = ModelBundle.open(modelFile)) {
            ModelEvaluation evaluation = new ModelEvaluation(model, modelFile, data, messages);
            if (given.isOfAnnotators()) {
                return evaluation.ofAnnotators(given, part);
            }
            if (part.isPresent()) {
                throw new InvalidConfig(
                        "--part",
                        part.get().title(),
                        "nothing, because only the labels of annotators are split by a configuration",
                        "Name the file of that part.");
            }
            return evaluation.ofRecords(given);
        }
    }

    private ModelScores ofRecords(ConfigTree given) throws IOException {
        ConfigTree own = given.with("data.train", data.toString(), "--data")
                .with("data.dev", null, COMMAND)
                .with("data.test", null, COMMAND);
        // Before the model's labels are put in: their order says nothing of which one the data call positive.
        String positive = own.toConfig().data().positiveLabel();
        Config config =
                own.with("data.labels", model.labels(), modelFile.toString()).toConfig();
        if (config.data().textFormat().hasGroups() && !model.labels().contains(positive)) {
            throw new InvalidConfig(
                    "data.positiveLabel", positive, "one of the model's classes, " + model.labels(), "");
        }
        ReadBatch read;
        try (RecordReader records = DataSets.reader(config.data().textFormat(), null, data)) {
            read = new BatchReader(model.tokenizer(), new Labels(model.labels())).read(records, data.toString());
        }
        Batch batch = read.batch();
        double[][] probabilities = model.probabilities(batch.tokens());
        boolean groups = !batch.groups().isEmpty();
        return new ModelScores(
                modelFile.toString(),
                data.toString(),
                model.labels(),
                groups ? positive : null,
                batch.size(),
                read.truncated(),
                Metrics.of(batch.labels(), probabilities),
                groups
                        ? GroupMetrics.of(
                                batch.labels(),
                                probabilities,
                                batch.groups(),
                                model.labels().indexOf(positive))
                        : null,
                null);
    }

    private ModelScores ofAnnotators(ConfigTree given, Optional<Part> part) {
        part.ifPresent(some -> requireOneFile(given, some));
        ConfigTree tree = given.with("data.file", data.toString(), "--data")
                .with("data.train", null, COMMAND)
                .with("data.dev", null, COMMAND)
                .with("data.test", null, COMMAND);
        if (tree.toAnnotatorConfig().data().threshold() == null) {
            tree = tree.with("data.labels", model.labels(), modelFile.toString());
        }
        AnnotatorConfig config = tree.toAnnotatorConfig();
        AnnotatedItems items;
        Annotations prior;
        if (part.isPresent()) {
            AnnotatedFiles files = files(config.data());
            items = part(files, part.get());
            prior = files.train().annotations();
        } else {
            items = all(config.data());
            prior = items.annotations();
            warn(given, config.data());
        }
        requireLabels(items.classes().names());
        List<Encoding> encodings = model.tokenizer().encode(items.texts());
        int[][] tokens = encodings.stream().map(Encoding::ids).toArray(int[][]::new);
        Majority mode = Majority.of(
                config.data().ties().toPolicy(),
                prior,
                model.labels().size(),
                config.training().seed());
        return new ModelScores(
                modelFile.toString(),
                data + part.map(some -> ", " + some.title()).orElse(""),
                model.labels(),
                null,
                items.size(),
                (int) encodings.stream().filter(Encoding::truncated).count(),
                null,
                null,
                AnnotatorMetrics.of(
                        items.ids(),
                        items.annotations(),
                        answers(items, tokens),
                        items.annotators(),
                        mode,
                        config.data().f1MinimumLabels()));
    }

    /** A threshold makes classes of its own. */
    private void requireLabels(List<String> found) {
        if (!found.equals(model.labels())) {
            throw new InvalidInput(
                    data.toString(),
                    "the classes " + found,
                    "those of the model, " + model.labels(),
                    "Check data.threshold and data.labels.");
        }
    }

    /** For the annotator of each label; a model that tells none apart says the same of all. */
    private double[][][] answers(AnnotatedItems items, int[][] tokens) {
        if (model.annotators().isPresent()) {
            return model.probabilities(tokens, items.annotations().annotators(), items.annotators());
        }
        double[][] same = model.probabilities(tokens);
        double[][][] answers = new double[same.length][][];
        for (int item = 0; item < answers.length; item++) {
            answers[item] = new double[items.annotations().labels()[item].length][];
            Arrays.fill(answers[item], same[item]);
        }
        return answers;
    }

    private AnnotatedItems all(AnnotatedDataConfig config) {
        CollectedAnnotations read = new AnnotationReader(
                        config.toFormat(),
                        config.toScale(),
                        config.policies().keepingRareAnnotators().toPolicies())
                .read(List.of(data));
        read.report().lines().forEach(messages::say);
        return read.items();
    }

    /** Sets with a file each were not drawn from one: a part of such a file is none of theirs. */
    private static void requireOneFile(ConfigTree given, Part part) {
        for (String set : List.of("data.train", "data.dev", "data.test")) {
            given.text(set).ifPresent(file -> {
                throw new InvalidConfig(
                        "--part",
                        part.title() + " with " + set + " " + file,
                        "no part, because the configuration has a file for each and splits none",
                        "Name the file of that part with --data.");
            });
        }
    }

    /** Of what the scores of a whole file may hide. */
    private void warn(ConfigTree given, AnnotatedDataConfig config) {
        if (given.text("data.file").filter(this::isData).isPresent()) {
            messages.say(
                    "Warning: " + data + " is the file that the configuration splits, so that what was learned from is"
                            + " scored too. --part test takes the rest.");
        }
        if (config.ties() == AnnotatedDataConfig.Ties.PRIOR) {
            messages.say("data.ties prior: these very labels say which class is given most often, not those of train.");
        }
    }

    private boolean isData(String file) {
        try {
            return Files.isSameFile(Path.of(file), data);
        } catch (IOException notThere) {
            return false;
        }
    }

    private AnnotatedFiles files(AnnotatedDataConfig config) {
        AnnotatedFiles files = AnnotatedFiles.read(config);
        files.findings().forEach(messages::say);
        return files;
    }

    private static AnnotatedItems part(AnnotatedFiles files, Part part) {
        return switch (part) {
            case TRAIN -> files.train();
            case DEV -> files.dev();
            case TEST ->
                files.test()
                        .orElseThrow(() -> new InvalidConfig(
                                "--part", part.title(), "a part that has items", "data.split says how many each has."));
        };
    }
}
