package org.kd4j.core.objective;

import java.util.List;

/**
 * The label that each annotator gave: the cross-entropy of every label under the logits for its annotator, the mean of which
 * over the labels of an item is the item's loss. The loss of a batch is the mean over its items.
 *
 * <p>Heinisch et al.: Architectural Sweet Spots for Modeling Human Label Variation, 2023 (arXiv:2311.03153).
 *
 * <p>{@link #loss} is that of one label; a model of annotators asks for it label by label, others refuse an objective that
 * {@link #needsAnnotations()}.
 *
 * @param averaging what counts alike, items or labels
 * @param weights how much labels count by their class, in either
 */
public record IndividualLabels(Averaging averaging, LabelWeights weights) implements Objective {
    private static final List<String> TERMS = List.of("labels");

    /** Labels of all classes count alike. */
    public IndividualLabels(Averaging averaging) {
        this(averaging, LabelWeights.none());
    }

    /** What counts alike. */
    public enum Averaging {
        /** Every item, however many labels it has. */
        ITEMS,
        /** Every label: an item counts by how many it has, over the mean of the batch. */
        LABELS
    }

    @Override
    public boolean needsTeacher() {
        return false;
    }

    @Override
    public boolean needsAnnotations() {
        return true;
    }

    @Override
    public List<String> terms() {
        return TERMS;
    }

    @Override
    public double loss(double[] logits, double[] teacherLogits, int label, double[] gradient, double[] terms) {
        double loss = Softmax.crossEntropy(logits, label, gradient);
        terms[0] += loss;
        return loss;
    }
}
