package org.kd4j.core.objective;

/**
 * What a student is taught: a loss over the logits of one record. The loss of a batch is the mean over its records.
 *
 * <p>Values and gradients are computed in double precision from the closed forms; nothing is allocated, because a
 * linear student calls this a million times a second.
 */
public sealed interface Objective permits HardLabels, Hinton, LogitRegression {

    /** Whether {@link #loss} reads the teacher's logits. */
    boolean needsTeacher();

    /**
     * @param logits the student's, [classes], finite
     * @param teacherLogits [classes], finite; ignored, and possibly null, unless {@link #needsTeacher()}
     * @param label the gold class, 0 … classes-1
     * @param gradient [classes], overwritten with d loss / d logits
     * @return the loss of the record, in nats for the entropy terms
     */
    double loss(double[] logits, double[] teacherLogits, int label, double[] gradient);
}
