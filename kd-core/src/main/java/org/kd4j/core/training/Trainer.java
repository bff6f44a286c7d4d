package org.kd4j.core.training;

import java.util.Optional;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.objective.Objective;

/**
 * The training loop: epochs of batches, one optimizer step each.
 *
 * @param epochs passes over the records, ≥ 1
 * @param learningRate the rate that the schedule scales, > 0
 * @param schedule of the learning rate, in optimizer steps
 * @param validation how students are judged on the way; without it the last one is what the training leaves
 * @param checkpoints where the state is kept; without them a training that is interrupted is lost
 */
public record Trainer(
        int epochs,
        double learningRate,
        Schedule schedule,
        Optional<Validation> validation,
        Optional<Checkpoints> checkpoints) {

    /** Throws {@link IllegalArgumentException} if a value is outside its range. */
    public Trainer {
        if (epochs < 1) {
            throw new IllegalArgumentException("epochs: found " + epochs + ", expected at least 1");
        }
        if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
            throw new IllegalArgumentException("learningRate: found " + learningRate + ", expected a number > 0");
        }
    }

    /** Without evaluations and checkpoints. */
    public Trainer(int epochs, double learningRate, Schedule schedule) {
        this(epochs, learningRate, schedule, Optional.empty(), Optional.empty());
    }

    /** The same, evaluating on the way. */
    public Trainer with(Validation evaluations) {
        return new Trainer(epochs, learningRate, schedule, Optional.of(evaluations), checkpoints);
    }

    /** The same, keeping its state. */
    public Trainer with(Checkpoints states) {
        return new Trainer(epochs, learningRate, schedule, validation, Optional.of(states));
    }

    /** What watches a training. */
    @FunctionalInterface
    public interface EpochListener {
        /** An epoch has ended; after an interruption, only those that end from then on. */
        void finished(EpochResult result);

        /** So many optimizer steps are done; after an interruption those before it count too. */
        default void stepped(long steps) {}
    }

    /**
     * Trains the student in place, from where the checkpoints have it.
     *
     * @throws TrainingDiverged if a loss or a gradient is not finite; the student is then of no use
     * @throws IllegalArgumentException if the objective needs a teacher that the records do not have
     * @throws InvalidInput if the state in the checkpoints' folder is damaged or belongs to another training
     */
    public TrainingReport train(
            Student student, Batch records, BatchOrder order, Objective objective, EpochListener listener) {
        if (objective.needsTeacher() && !records.hasTeacher()) {
            throw new IllegalArgumentException(objective + " needs teacher logits, but the records have none");
        }
        return new TrainingRun(this, student, records, order, objective).run(listener);
    }
}
