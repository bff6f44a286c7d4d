package org.kd4j.core.objective;

import java.util.List;

/**
 * What a student learns that answers for each of several annotators: the mean, over the annotators, of an objective over the
 * logits for one of them. The gold label is everybody's.
 *
 * @param each over the logits for one annotator; it asks for logits alone
 * @param annotators ≥ 1; student and teacher have as many logits for each as there are classes, those of one annotator behind
 *     those of another
 */
public record EachAnnotator(Objective each, int annotators) implements Objective {

    /** Throws {@link IllegalArgumentException} if a value is outside its range. */
    public EachAnnotator {
        each.requireLogitsAlone();
        if (annotators < 1) {
            throw new IllegalArgumentException("annotators: found " + annotators + ", expected 1 or more");
        }
    }

    @Override
    public boolean needsTeacher() {
        return each.needsTeacher();
    }

    @Override
    public List<String> terms() {
        return each.terms();
    }

    @Override
    public double loss(double[] logits, double[] teacherLogits, int label, double[] gradient, double[] terms) {
        int classes = logits.length / annotators;
        double[] student = new double[classes];
        double[] teacher = new double[classes];
        double[] slope = new double[classes];
        double[] sums = new double[terms.length];
        double loss = 0;
        for (int from = 0; from < logits.length; from += classes) {
            System.arraycopy(logits, from, student, 0, classes);
            if (needsTeacher()) {
                System.arraycopy(teacherLogits, from, teacher, 0, classes);
            }
            loss += each.loss(student, teacher, label, slope, sums) / annotators;
            for (int c = 0; c < classes; c++) {
                gradient[from + c] = slope[c] / annotators;
            }
        }
        for (int term = 0; term < terms.length; term++) {
            terms[term] += sums[term] / annotators;
        }
        return loss;
    }
}
