package org.kd4j.arbiter.sweep;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.kd4j.arbiter.config.TrainingConfig;
import org.kd4j.arbiter.config.TrainingConfig.EarlyStoppingConfig;
import org.kd4j.core.batch.BatchTooLarge;
import org.kd4j.core.batch.Student;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.progress.Progress;
import org.kd4j.core.training.Checkpoints;
import org.kd4j.core.training.Trainer;
import org.kd4j.core.training.TrainingReport;
import org.kd4j.core.training.Validation;

/** The training loop that a configuration describes. */
final class Trainers {
    private Trainers() {}

    /**
     * @param student what is trained, in words that differ where a training could not go on from another's state
     * @param states folder of this training alone
     * @param metric of early stopping, on dev
     */
    static Trainer of(TrainingConfig training, String student, Path states, ToDoubleFunction<Student> metric) {
        Trainer trainer = new Trainer(
                training.epochs(),
                training.optimizer().learningRate(),
                training.schedule().toSchedule());
        EarlyStoppingConfig early = training.earlyStopping();
        if (early.toEarlyStopping().isPresent()) {
            long everySteps = early.everySteps() == null ? 0 : early.everySteps();
            trainer = trainer.with(
                    new Validation(metric, everySteps, early.toEarlyStopping().get()));
        }
        // Where and when a state is kept changes nothing.
        String configuration = student + " " + training.optimizer() + " " + training.clipNorm() + " "
                + training.accumulation() + " " + training.embeddings() + " " + training.toPartRates() + " "
                + training.earlyStopping() + " "
                + training.seed();
        Optional<Checkpoints> checkpoints = training.checkpoint().toCheckpoints(states, configuration);
        return checkpoints.map(trainer::with).orElse(trainer);
    }

    /**
     * A trial's training, which shows how far it is.
     *
     * @param trial its number
     * @param run trains, and counts epochs
     * @throws InvalidConfig if the batches are too large
     */
    static TrainingReport run(
            TrainingConfig training, int trial, Messages messages, Function<Progress, TrainingReport> run) {
        Progress progress = messages.progress();
        progress.started("trial " + trial + ", epochs", training.epochs());
        try {
            return run.apply(progress);
        } catch (BatchTooLarge e) {
            throw new InvalidConfig(
                    "training.batchSize",
                    training.batchSize() + ", which makes " + e.batch(),
                    "batches with at most " + Integer.MAX_VALUE,
                    "Lower it or data.maxTokens, or raise training.accumulation, which divides batches.");
        } finally {
            progress.finished();
        }
    }
}
