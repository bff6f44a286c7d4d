package org.kd4j.core.training;

import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.Dedier;
import org.kd4j.core.objective.Objective;

/**
 * The objective on one record after another, through buffers that are allocated once: write {@link #logits}, call
 * {@link #of}, read {@link #gradient}. Not thread-safe.
 */
public final class RecordLoss {
    private final double[] logits;
    private final double[] gradient;
    private final double[] teacherLogits;

    public RecordLoss(int classes) {
        logits = new double[classes];
        gradient = new double[classes];
        teacherLogits = new double[classes];
    }

    /** The student's logits of the record, [classes], live. */
    public double[] logits() {
        return logits;
    }

    /** d loss / d logits of the record, [classes], live. */
    public double[] gradient() {
        return gradient;
    }

    /** Throws {@link IllegalArgumentException} if the objective cannot be computed on each of these records. */
    public static void check(Batch batch, int[] rows, Objective objective, int classes) {
        if (rows.length == 0) {
            throw new IllegalArgumentException("batch: found no records, expected at least 1");
        }
        if (objective.needsTeacher() && !batch.hasTeacher()) {
            throw new IllegalArgumentException("batch: found no teacher logits, expected them for " + objective);
        }
        for (int row : rows) {
            int label = batch.labels()[row];
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException("label: found " + label + ", expected 0 to " + (classes - 1));
            }
            if (objective.needsTeacher() && batch.teacherLogits()[row].length != classes) {
                throw new IllegalArgumentException("teacher logits of a record: found "
                        + batch.teacherLogits()[row].length + ", expected " + classes);
            }
        }
    }

    /**
     * The loss of a record that has been checked, and weighed if the objective weighs records.
     *
     * @param terms to which the record's are added
     */
    public double of(Batch batch, int row, Objective objective, double[] terms) {
        if (objective.needsTeacher()) {
            float[] teacher = batch.teacherLogits()[row];
            for (int c = 0; c < teacherLogits.length; c++) {
                teacherLogits[c] = teacher[c];
            }
        }
        int label = batch.labels()[row];
        return objective instanceof Dedier dedier
                ? dedier.weightedLoss(logits, teacherLogits, label, batch.weight(row), gradient, terms)
                : objective.loss(logits, teacherLogits, label, gradient, terms);
    }
}
