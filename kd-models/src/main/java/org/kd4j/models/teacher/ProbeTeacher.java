package org.kd4j.models.teacher;

import java.util.List;
import org.kd4j.core.batch.Teacher;
import org.kd4j.core.batch.TextFunction;
import org.kd4j.core.io.Sha256;

/** An encoder that stays as it is, with a softmax regression on its sentence vectors. */
public final class ProbeTeacher implements Teacher {
    private final TextFunction encoder;
    private final SoftmaxRegression head;
    private final List<String> labels;
    private final double penalty;
    private final String fingerprint;

    private ProbeTeacher(TextFunction encoder, SoftmaxRegression.Fit fit, List<String> labels) {
        this.encoder = encoder;
        this.head = fit.model();
        this.penalty = fit.penalty();
        this.labels = List.copyOf(labels);
        Sha256 hash = new Sha256().add("probe").add(encoder.fingerprint());
        labels.forEach(hash::add);
        for (float[] row : head.weights()) {
            hash.add(row);
        }
        this.fingerprint = hash.add(head.bias()).hex();
    }

    /**
     * Fits the regression: mean cross-entropy with an L2 penalty on the weights, minimized until converged, the penalty
     * chosen by the log loss on dev. The fit is deterministic.
     *
     * @param encoder gives the sentence vectors, now and later
     * @param texts of the training records, at least one
     * @param gold class index a text
     * @param devTexts what the penalty is chosen on, at least one
     * @param devGold class index a text
     * @param labels names of the classes
     */
    public static ProbeTeacher fit(
            TextFunction encoder,
            List<String> texts,
            int[] gold,
            List<String> devTexts,
            int[] devGold,
            List<String> labels) {
        SoftmaxRegression.Fit fit =
                SoftmaxRegression.fit(encoder.apply(texts), gold, labels.size(), encoder.apply(devTexts), devGold);
        return new ProbeTeacher(encoder, fit, labels);
    }

    /** The weight of ½‖weights‖² that dev chose. */
    public double penalty() {
        return penalty;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public float[][] apply(List<String> texts) {
        return head.logits(encoder.apply(texts));
    }
}
