package org.kd4j.core.objective;

/**
 * When records are weighed anew by an early readout.
 *
 * @param warmUpEpochs in which all records count alike while the readout learns to read, ≥ 0
 * @param everyEpochs behind them, weights are taken at the start of every so many epochs, of all records in evaluation
 *     mode, and kept, which needs a warm-up; 0: in every step, of its records as they are learned from, with dropout
 */
public record ReadoutSchedule(int warmUpEpochs, int everyEpochs) {

    /** Throws {@link IllegalArgumentException} if a number is negative, or an untaught readout's weights would be kept. */
    public ReadoutSchedule {
        if (warmUpEpochs < 0 || everyEpochs < 0) {
            throw new IllegalArgumentException("epochs of the early readout: found warm-up " + warmUpEpochs + ", every "
                    + everyEpochs + ", expected numbers ≥ 0");
        }
        if (everyEpochs > 0 && warmUpEpochs == 0) {
            throw new IllegalArgumentException("epochs of the early readout: found every " + everyEpochs
                    + " without a warm-up, expected one of at least 1, because a readout that has learned nothing weighs at"
                    + " random");
        }
    }

    /** In every step from the first on. */
    public static ReadoutSchedule everyStep() {
        return new ReadoutSchedule(0, 0);
    }

    /** Whether all records count alike in an epoch, from 0. */
    public boolean warmsUp(int epoch) {
        return epoch < warmUpEpochs;
    }

    /** Whether the weights of all records are taken at the start of an epoch, from 0. */
    public boolean weighsAt(int epoch) {
        return !warmsUp(epoch) && everyEpochs > 0 && (epoch - warmUpEpochs) % everyEpochs == 0;
    }

    /** Whether weights are taken in every step of an epoch, from 0. */
    public boolean weighsEveryStep(int epoch) {
        return !warmsUp(epoch) && everyEpochs == 0;
    }
}
