package org.kd4j.core.training;

import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.objective.Objective;

/**
 * The training loop: epochs of batches, one optimizer step each.
 *
 * @param epochs passes over the records, ≥ 1
 * @param learningRate the rate that the schedule scales, > 0
 * @param schedule of the learning rate
 */
public record Trainer(int epochs, double learningRate, Schedule schedule) {

    /** Throws {@link IllegalArgumentException} if a value is outside its range. */
    public Trainer {
        if (epochs < 1) {
            throw new IllegalArgumentException("epochs: found " + epochs + ", expected at least 1");
        }
        if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
            throw new IllegalArgumentException("learningRate: found " + learningRate + ", expected a number > 0");
        }
    }

    /** What watches a training. */
    @FunctionalInterface
    public interface EpochListener {
        /**
         * @param epoch from 0
         * @param loss mean loss of the epoch's records, each before the step of its batch
         */
        void finished(int epoch, double loss);
    }

    /**
     * Trains the student in place.
     *
     * @throws TrainingDiverged if a loss is not finite; the student is then of no use
     * @throws IllegalArgumentException if the objective needs a teacher that the records do not have
     */
    public void train(Student student, Batch records, BatchOrder order, Objective objective, EpochListener listener) {
        if (objective.needsTeacher() && !records.hasTeacher()) {
            throw new IllegalArgumentException(objective + " needs teacher logits, but the records have none");
        }
        long step = 0;
        for (int epoch = 0; epoch < epochs; epoch++) {
            int[][] batches = order.batches(epoch);
            long steps = (long) batches.length * epochs;
            double sum = 0.0;
            for (int[] rows : batches) {
                double rate = learningRate * schedule.factor(epoch, step, steps);
                double loss = student.learn(records, rows, objective, rate);
                if (!Double.isFinite(loss)) {
                    throw new TrainingDiverged("the loss became " + loss).at(epoch, step, rate);
                }
                sum += loss * rows.length;
                step++;
            }
            listener.finished(epoch, sum / records.size());
        }
    }
}
