package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kd4j.arbiter.config.TeacherConfig;
import org.kd4j.arbiter.config.TrainingConfig.CheckpointConfig;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.evaluation.Metrics;
import org.kd4j.core.evaluation.Probabilities;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.objective.HardLabels;
import org.kd4j.core.progress.Progress;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.core.training.Adam;
import org.kd4j.core.training.AdamW;
import org.kd4j.core.training.BatchOrder;
import org.kd4j.core.training.Checkpoints;
import org.kd4j.core.training.EarlyStopping;
import org.kd4j.core.training.EpochResult;
import org.kd4j.core.training.PartRule;
import org.kd4j.core.training.Schedule;
import org.kd4j.core.training.StepSettings;
import org.kd4j.core.training.Trainer;
import org.kd4j.core.training.TrainingDiverged;
import org.kd4j.core.training.Validation;
import org.kd4j.data.batching.LengthBuckets;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;
import org.kd4j.models.teacher.FineTunedTeacher;

/**
 * Makes a teacher of an encoder: encoder and head, its own or a new linear one on the mean of its last hidden states,
 * learn the gold labels together, by AdamW with decay 0.01, a linear warm-up over a tenth of the steps and decay to 0,
 * and clipping to 1. The epoch that is best on dev is kept. Words move in the steps that read them.
 *
 * @param states when the state of the training is kept
 * @param folder where the teacher is kept, for this run and others with the same data and settings
 */
record FineTuning(TeacherConfig config, CheckpointConfig states, long seed, Path folder, Messages messages) {
    private static final double DECAY = 0.01;
    private static final double WARMUP = 0.1;
    private static final double CLIP_NORM = 1.0;

    /** To be raised whenever the same data and settings lead to another teacher. */
    private static final int FORMAT = 1;

    /**
     * A teacher that was trained on these records, now or in a run before. Another process that is training the same one
     * is waited for.
     *
     * @param model fingerprint of the encoder's model
     * @param tokenizer the encoder's own, with special tokens; closed with the teacher, or here if there is none
     * @param labels names of the classes
     * @throws InvalidInput if the encoder has not the words or positions that the tokenizer needs, or cannot be trained
     */
    FineTunedTeacher teacher(
            TeacherStart start, String model, Tokenizer tokenizer, Batch train, Batch dev, List<String> labels)
            throws IOException {
        try {
            TransformerSettings settings = settings(start, tokenizer, labels);
            TransformerStudent network = network(start, settings, train, dev, key(start, model, tokenizer, train, dev));
            return new FineTunedTeacher(network, tokenizer, labels);
        } catch (IOException | RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    private TransformerStudent network(
            TeacherStart start, TransformerSettings settings, Batch train, Batch dev, String key) throws IOException {
        Path file = folder.resolve("teacher-" + key.substring(0, 16) + ".zip");
        try (FileChannel channel = FileChannel.open(
                        file.resolveSibling(file.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            TransformerStudent network = lock.isValid() && Files.exists(file)
                    ? known(file, settings)
                    : train(start, settings, train, dev, key, file);
            Checkpoints.delete(stateFolder(file));
            return network;
        }
    }

    private TransformerSettings settings(TeacherStart start, Tokenizer tokenizer, List<String> labels) {
        TextTask task =
                new TextTask(tokenizer.vocabularySize(), tokenizer.paddingId(), tokenizer.maxTokens(), labels.size());
        try {
            TransformerSettings settings = TransformerSettings.of(task, start.encoder());
            return start.head().map(settings::like).orElse(settings);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput(
                    config.model(),
                    "an encoder that cannot be fine-tuned as configured (" + e.getMessage() + ")",
                    "words for all tokens, positions for data.maxTokens, and weights that can be trained",
                    "Lower data.maxTokens, check teacher.tokenizer, or set teacher.head to probe.");
        }
    }

    private TransformerStudent known(Path file, TransformerSettings settings) {
        messages.say("Teacher: fine-tuned before, " + file + ".");
        return TransformerStudent.load(file, settings, steps());
    }

    private TransformerStudent train(
            TeacherStart start, TransformerSettings settings, Batch train, Batch dev, String key, Path file) {
        messages.say(start.describe());
        TransformerStudent network = create(start, settings);
        try {
            train(network, train, dev, key, file);
            return network;
        } catch (TrainingDiverged e) {
            network.close();
            Checkpoints.delete(stateFolder(file));
            throw new InvalidConfig(
                    "teacher.learningRate",
                    config.learningRate() + ", with which " + e.getMessage(),
                    "a rate at which the loss stays a number",
                    "5e-5 is usual.");
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private TransformerStudent create(TeacherStart start, TransformerSettings settings) {
        PretrainedEncoder encoder = start.encoder();
        return start.head().isPresent()
                ? TransformerStudent.create(settings, encoder, start.head().get(), steps(), seed)
                : TransformerStudent.create(settings, encoder.embeddings(), encoder.blocks(), steps(), seed);
    }

    private static Path stateFolder(Path file) {
        return file.resolveSibling(file.getFileName() + ".state");
    }

    private void train(TransformerStudent network, Batch train, Batch dev, String key, Path file) {
        Trainer trainer = new Trainer(config.epochs(), config.learningRate(), new Schedule.Linear(WARMUP))
                .with(Validation.eachEpoch(student -> accuracy(student, dev), EarlyStopping.never()));
        Optional<Checkpoints> checkpoints = states.toCheckpoints(stateFolder(file), key);
        BatchOrder order = epoch -> LengthBuckets.of(train.tokens(), config.batchSize(), seed, epoch)
                .toArray(int[][]::new);
        long steps = (long) order.batches(0).length * config.epochs();
        try (Course course = new Course(config.epochs(), steps, messages)) {
            checkpoints.map(trainer::with).orElse(trainer).train(network, train, order, new HardLabels(), course);
        }
        network.save(file);
        messages.say(String.format(
                "Teacher: fine-tuned on %,d records, dev accuracy %.4f.", train.size(), accuracy(network, dev)));
    }

    /** Says how far the training is. */
    private static final class Course implements Trainer.EpochListener, AutoCloseable {
        private final int epochs;
        private final Messages messages;
        private final Progress progress;
        private long done;

        Course(int epochs, long steps, Messages messages) {
            this.epochs = epochs;
            this.messages = messages;
            this.progress = messages.progress();
            progress.started("fine-tuning the teacher, steps", steps);
        }

        @Override
        public void stepped(long steps) {
            progress.advanced(steps - done);
            done = steps;
        }

        @Override
        public void finished(EpochResult result) {
            messages.say(String.format(
                    "Epoch %d of %d: loss %.4f, dev accuracy %.4f.",
                    result.epoch() + 1, epochs, result.loss(), result.metric().orElseThrow()));
        }

        @Override
        public void close() {
            progress.finished();
        }
    }

    private static StepSettings steps() {
        return StepSettings.of(new AdamW(Adam.standard(), DECAY))
                .withClipNorm(CLIP_NORM)
                .withRules(PartRule::sparse);
    }

    private static double accuracy(Student student, Batch records) {
        return Metrics.of(records.labels(), Probabilities.softmax(student.logits(records.tokens())))
                .accuracy();
    }

    private String key(TeacherStart start, String model, Tokenizer tokenizer, Batch train, Batch dev) {
        Sha256 hash = new Sha256()
                .add("fine-tuning")
                .add(FORMAT)
                .add(model)
                .add(tokenizer.fingerprint())
                .add(config.epochs() + " " + config.learningRate() + " " + config.batchSize() + " " + seed);
        start.head().ifPresent(own -> hash.add("own head").add(own.fingerprint()));
        for (Batch records : List.of(train, dev)) {
            for (int i = 0; i < records.size(); i++) {
                hash.add(Arrays.toString(records.tokens()[i]) + " " + records.labels()[i]);
            }
        }
        return hash.hex();
    }
}
