package org.kd4j.core.training;

/** The loss of a training, or a gradient, is no longer a number. */
public final class TrainingDiverged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param what became of which number */
    TrainingDiverged(String what) {
        super(what);
    }

    /** The same with its place in the training. */
    TrainingDiverged at(int epoch, long step, double learningRate) {
        return new TrainingDiverged(getMessage() + " in epoch " + (epoch + 1) + ", step " + (step + 1)
                + ", at learning rate " + learningRate + "; a smaller one usually helps");
    }
}
