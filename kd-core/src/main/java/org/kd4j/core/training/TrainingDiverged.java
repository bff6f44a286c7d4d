package org.kd4j.core.training;

/** The loss of a training is no longer a number. */
public final class TrainingDiverged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TrainingDiverged(int epoch, long step, double loss, double learningRate) {
        super("the loss became " + loss + " in epoch " + (epoch + 1) + ", step " + (step + 1) + ", at learning rate "
                + learningRate + "; a smaller training.optimizer.learningRate usually helps");
    }
}
