package org.kd4j.core.training;

import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.Objective;

/**
 * The objective on the logits of some records, and the way back to the logits.
 *
 * @param sum of the records' losses, unscaled
 * @param gradients of scale · Σ objective by the logits, one row a record
 */
public record LogitGradients(double sum, float[][] gradients) {

    /**
     * @param rows which of the records
     * @param logits theirs, in the order of the rows, [rows, classes]
     * @param scale of the gradients
     * @param terms one number for each of the objective's terms, to which the sum over the rows is added, unscaled
     * @throws IllegalArgumentException if the objective cannot be computed on one of the records
     */
    public static LogitGradients of(
            Batch records, int[] rows, Objective objective, float[][] logits, double scale, double[] terms) {
        int classes = logits[0].length;
        double[] z = new double[classes];
        double[] teacher = new double[classes];
        double[] gradient = new double[classes];
        float[][] gradients = new float[rows.length][classes];
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            check(records, rows[i], objective, classes);
            for (int c = 0; c < classes; c++) {
                z[c] = logits[i][c];
                teacher[c] = objective.needsTeacher() ? records.teacherLogits()[rows[i]][c] : 0;
            }
            sum += objective.loss(z, teacher, records.labels()[rows[i]], gradient, terms);
            for (int c = 0; c < classes; c++) {
                gradients[i][c] = (float) (scale * gradient[c]);
            }
        }
        return new LogitGradients(sum, gradients);
    }

    private static void check(Batch records, int row, Objective objective, int classes) {
        int label = records.labels()[row];
        if (label < 0 || label >= classes) {
            throw new IllegalArgumentException("label: found " + label + ", expected 0 to " + (classes - 1));
        }
        if (objective.needsTeacher() && (!records.hasTeacher() || records.teacherLogits()[row].length != classes)) {
            throw new IllegalArgumentException(
                    "teacher logits of a record: expected " + classes + " numbers for " + objective);
        }
    }
}
