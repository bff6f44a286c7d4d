package org.kd4j.core.training;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How a training went.
 *
 * @param epochs those that were finished, in order, also those before an interruption
 * @param steps of the optimizer, in all
 * @param stoppedEarly whether it ended for want of improvement
 * @param bestStep after which step the student was that the training left; the last step where nothing was evaluated
 * @param bestMetric of that student; empty where nothing was evaluated
 */
public record TrainingReport(
        List<EpochResult> epochs, long steps, boolean stoppedEarly, long bestStep, OptionalDouble bestMetric) {

    /** Copies the list. */
    public TrainingReport {
        epochs = List.copyOf(epochs);
    }
}
