package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kd4j.arbiter.config.TeacherConfig;
import org.kd4j.arbiter.config.TrainingConfig.CheckpointConfig;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.BatchTooLarge;
import org.kd4j.core.batch.Student;
import org.kd4j.core.evaluation.Metrics;
import org.kd4j.core.evaluation.Probabilities;
import org.kd4j.core.failure.InvalidConfig;
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
import org.kd4j.core.training.TrainingReport;
import org.kd4j.core.training.Validation;
import org.kd4j.data.batching.LengthBuckets;
import org.kd4j.models.student.PartRates;

/**
 * How teachers are fine-tuned, whatever computes them: by AdamW with decay 0.01, a linear warm-up over a tenth of the
 * steps and decay to 0, and clipping to 1. The epoch that is best on dev is kept. Words move in the steps that read them.
 *
 * @param states when the state of the training is kept
 * @param folder where the teacher is kept, for this run and others with the same data and settings
 */
record TuningRun(TeacherConfig config, CheckpointConfig states, long seed, Path folder, Messages messages) {
    private static final String TEACHER = "teacher-";
    private static final String LOCK = ".lock";
    private static final String STATE = ".state";

    private static final double DECAY = 0.01;
    private static final double WARMUP = 0.1;
    private static final double CLIP_NORM = 1.0;

    /** To be raised whenever the same data and settings lead to another teacher. */
    private static final int FORMAT = 1;

    /** Which parts learn, and how fast. */
    PartRates rates() {
        return config.toPartRates();
    }

    /** What a model is given that has no head to go on with. */
    NewHead newHead() {
        return new NewHead(config.pooling());
    }

    /** The rule at the full rate. */
    static StepSettings steps() {
        return StepSettings.of(new AdamW(Adam.standard(), DECAY))
                .withClipNorm(CLIP_NORM)
                .withRules(PartRule::sparse);
    }

    /** What opens or makes the teacher that is kept under a path. */
    @FunctionalInterface
    interface Source<T> {
        T at(Path kept) throws IOException;
    }

    /**
     * A teacher that was trained in a run before, or is trained now. Another process that is training the same one is
     * waited for.
     *
     * @param ending of the name under which it is kept
     * @param known opens one that is kept
     * @param trained trains and keeps it
     */
    <T> T once(String key, String ending, Source<T> known, Source<T> trained) throws IOException {
        Path kept = folder.resolve(TEACHER + key.substring(0, 16) + ending);
        try (FileChannel channel = FileChannel.open(
                        kept.resolveSibling(kept.getFileName() + LOCK),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            boolean there = lock.isValid() && Files.exists(kept);
            if (there) {
                messages.say("Teacher: fine-tuned before, " + kept + ".");
            }
            T teacher = there ? known.at(kept) : trained.at(kept);
            Checkpoints.delete(stateFolder(kept));
            return teacher;
        }
    }

    private static Path stateFolder(Path kept) {
        return kept.resolveSibling(kept.getFileName() + STATE);
    }

    /** Whether a folder has a teacher, or the state of its training, from which the same run goes on. */
    static boolean isKept(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(TuningRun::isNamedAsKept)
                    .anyMatch(file -> !file.toString().endsWith(STATE) || Checkpoints.exist(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isNamedAsKept(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(TEACHER) && !name.endsWith(LOCK);
    }

    /**
     * Trains a network, from where the state beside the path has it.
     *
     * @param kept where the teacher will be kept
     * @throws InvalidConfig if it diverges, or its batches are too large; its state is deleted then
     */
    void train(Student network, Batch train, Batch dev, String key, Path kept) {
        Trainer trainer = new Trainer(config.epochs(), config.learningRate(), new Schedule.Linear(WARMUP))
                .with(Validation.eachEpoch(student -> accuracy(student, dev), EarlyStopping.never()));
        Optional<Checkpoints> checkpoints = states.toCheckpoints(stateFolder(kept), key);
        BatchOrder order = epoch -> LengthBuckets.of(train.tokens(), config.batchSize(), seed, epoch)
                .toArray(int[][]::new);
        long steps = (long) order.batches(0).length * config.epochs();
        try (Course course = new Course(config.epochs(), steps, messages)) {
            TrainingReport report = checkpoints
                    .map(trainer::with)
                    .orElse(trainer)
                    .train(network, train, order, new HardLabels(), course);
            messages.say(String.format(
                    "Teacher: fine-tuned on %,d records, dev accuracy %.4f.",
                    train.size(), report.bestMetric().orElseThrow()));
        } catch (BatchTooLarge e) {
            Checkpoints.delete(stateFolder(kept));
            throw new InvalidConfig(
                    "teacher.batchSize",
                    config.batchSize() + ", which makes " + e.batch(),
                    "batches with at most " + Integer.MAX_VALUE,
                    "Lower it, or data.maxTokens.");
        } catch (TrainingDiverged e) {
            Checkpoints.delete(stateFolder(kept));
            throw new InvalidConfig(
                    "teacher.learningRate",
                    config.learningRate() + ", with which " + e.getMessage(),
                    "a rate at which the loss stays a number",
                    "5e-5 is usual.");
        }
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

    private static double accuracy(Student student, Batch records) {
        return Metrics.of(records.labels(), Probabilities.softmax(student.logits(records.tokens())))
                .accuracy();
    }

    /**
     * Hash of all that the trained teacher depends on.
     *
     * @param model what it starts from
     * @param more what else it starts from
     */
    String key(String model, Tokenizer tokenizer, List<String> more, Batch train, Batch dev) {
        Sha256 hash = new Sha256()
                .add("fine-tuning")
                .add(FORMAT)
                .add(model)
                .add(tokenizer.fingerprint())
                .add(config.epochs() + " " + config.learningRate() + " " + config.batchSize() + " " + seed);
        if (!rates().equals(PartRates.full())) {
            hash.add(rates().toString());
        }
        more.forEach(hash::add);
        for (Batch records : List.of(train, dev)) {
            for (int i = 0; i < records.size(); i++) {
                hash.add(Arrays.toString(records.tokens()[i]) + " " + records.labels()[i]);
            }
        }
        return hash.hex();
    }
}
