package org.kd4j.arbiter.sweep;

import org.kd4j.arbiter.results.Scores;
import org.kd4j.core.annotation.Majority;
import org.kd4j.core.evaluation.AnnotatorMetrics;
import org.kd4j.data.annotations.AnnotatedItems;
import org.kd4j.models.annotator.AnnotatorStudent;

/**
 * Scores answers for individual annotators.
 *
 * @param mode which label the majority is
 * @param minimumLabels that an annotator must have in a set to count in the mean of annotators' macro-F1
 */
record AnnotatorScoring(Majority mode, int minimumLabels) {

    /**
     * Scores of a model.
     *
     * @throws ArithmeticException if an answer is not finite
     */
    AnnotatorMetrics of(AnnotatorStudent student, AnnotatedSet set) {
        AnnotatedItems items = set.items();
        double[][][] answers =
                student.probabilities(set.tokens(), items.annotations().annotators(), items.annotators());
        for (double[][] item : answers) {
            for (double[] one : item) {
                if (!Double.isFinite(one[0])) {
                    throw new ArithmeticException("the trained model answers " + one[0]
                            + "; a smaller training.optimizer.learningRate usually helps");
                }
            }
        }
        return metrics(items, answers);
    }

    /** @param answers [items][labels of the item][classes] */
    Scores of(AnnotatedItems items, double[][][] answers) {
        return Scores.of(metrics(items, answers));
    }

    private AnnotatorMetrics metrics(AnnotatedItems items, double[][][] answers) {
        return AnnotatorMetrics.of(items.ids(), items.annotations(), answers, items.annotators(), mode, minimumLabels);
    }
}
