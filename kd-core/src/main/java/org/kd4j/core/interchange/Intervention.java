package org.kd4j.core.interchange;

/** What is changed in a batch to get counterfactuals of it. */
public sealed interface Intervention {

    /**
     * States are overwritten.
     *
     * @param student in the student
     * @param teacher the same tokens, in the teacher
     */
    record AtStates(Interchange student, Interchange teacher) implements Intervention {}

    /**
     * The texts themselves are changed: what the same exchanges do to tokens. The control of an intervention, which has
     * its new texts, and none of its insight.
     *
     * @param tokens of the batch after the exchanges
     */
    record AtTokens(int[][] tokens) implements Intervention {}
}
