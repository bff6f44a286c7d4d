package org.kd4j.core.objective;

/** How the terms of a record are brought to one number before the mean over the batch. */
public enum Reduction {
    /** Summed over the classes: the mean is over the records only. PyTorch's {@code batchmean}. */
    BATCHMEAN,
    /** Averaged over the classes too: the mean is over all elements. PyTorch's {@code mean}. */
    MEAN;

    double scale(int classes) {
        return this == MEAN ? 1.0 / classes : 1.0;
    }
}
