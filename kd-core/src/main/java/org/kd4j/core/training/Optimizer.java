package org.kd4j.core.training;

/** The rule that turns a gradient into a step, with its constants; whoever applies it keeps the state. */
public sealed interface Optimizer permits Adam, AdamW, Sgd {

    /**
     * What holds for a whole part of the parameters.
     *
     * @param number of the step, from 1
     * @param scale what the gradient is multiplied by first
     * @param rate step size, ≥ 0
     * @param decays whether the rule's weight decay acts
     */
    record Step(long number, float scale, double rate, boolean decays) {}

    /** How many numbers a parameter has that last from step to step; all of them start at 0. */
    int stateVectors();

    /**
     * Moves some parameters in place.
     *
     * @param values parameters; the first {@code count} are moved
     * @param gradient theirs, not changed
     * @param state theirs, changed in place, {@link #stateVectors()} arrays
     */
    void move(float[] values, float[] gradient, float[][] state, int count, Step step);
}
