package org.kd4j.core.objective;

/**
 * Squared distance of the student's hidden states from the teacher's, over the matched layers of one record:
 * weight · Σ (n(s) - n(t))², where n divides a layer's state by its Euclidean norm, or leaves it as it is.
 *
 * <p>Sun et al.: Patient Knowledge Distillation for BERT Model Compression, 2019 (arXiv:1908.09355), equation 7, over the
 * states at position 0 ([CLS]), whatever the models pool. Published factors differ by the reduction, with M layers of
 * width H:
 *
 * <ul>
 *   <li>{@link Reduction#MEAN} averages over layers and width too, as the authors' code does (its beta is the weight);
 *   <li>{@link Reduction#BATCHMEAN} sums over both, as the paper writes it: the same loss has the weight beta / (M · H);
 *   <li>TextBrewer sums over the width and gives each layer a weight: that is {@link Reduction#BATCHMEAN} too.
 * </ul>
 *
 * @param weight beta, ≥ 0; 10 to 1,000 were used with MEAN and BERT's width
 * @param normalize whether states are brought to length 1 first, so that only their direction counts; a state whose norm
 *     is below 1e-12 counts as 0 then, and gets no gradient
 * @param reduction over layers and width
 */
public record HiddenStateMatching(double weight, boolean normalize, Reduction reduction) {
    private static final double SMALLEST_NORM = 1e-12;

    /** Throws {@link IllegalArgumentException} if the weight is outside its range. */
    public HiddenStateMatching {
        if (!(weight >= 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException("weight of hidden states: found " + weight + ", expected a number ≥ 0");
        }
    }

    /** {@link Reduction#MEAN}. */
    public static HiddenStateMatching of(double weight, boolean normalize) {
        return new HiddenStateMatching(weight, normalize, Reduction.MEAN);
    }

    /**
     * The loss of one record; that of a batch is the mean over its records.
     *
     * @param student states, [layers · width], layer by layer
     * @param teacher states of the matched layers, [layers · width]
     * @param layers at least 1
     * @param gradient [layers · width], overwritten with d loss / d student
     * @return the loss, weight included
     */
    public double loss(double[] student, double[] teacher, int layers, double[] gradient) {
        if (student.length != teacher.length || student.length % layers != 0 || gradient.length != student.length) {
            throw new IllegalArgumentException("hidden states: found " + student.length + " values of the student, "
                    + teacher.length + " of the teacher and room for " + gradient.length + " gradients, expected "
                    + layers + " layers of the same width in each");
        }
        double factor = weight * reduction.scale(student.length);
        int width = student.length / layers;
        double squares = 0.0;
        for (int layer = 0; layer < layers; layer++) {
            squares += layer(student, teacher, layer * width, width, factor, gradient);
        }
        return factor * squares;
    }

    private double layer(double[] student, double[] teacher, int from, int width, double factor, double[] gradient) {
        double studentShare = share(student, from, width);
        double teacherShare = share(teacher, from, width);
        double squares = 0.0;
        double along = 0.0;
        for (int i = from; i < from + width; i++) {
            double state = student[i] * studentShare;
            double error = state - teacher[i] * teacherShare;
            squares += error * error;
            gradient[i] = 2 * factor * error;
            along += gradient[i] * state;
        }
        if (normalize) {
            // Moving a state along itself does not turn it.
            for (int i = from; i < from + width; i++) {
                gradient[i] = studentShare * (gradient[i] - along * student[i] * studentShare);
            }
        }
        return squares;
    }

    /** What a layer's state is multiplied with. */
    private double share(double[] states, int from, int width) {
        if (!normalize) {
            return 1.0;
        }
        double squares = 0.0;
        for (int i = from; i < from + width; i++) {
            squares += states[i] * states[i];
        }
        double norm = Math.sqrt(squares);
        // Written so that a state that is no number stays one.
        return norm < SMALLEST_NORM ? 0.0 : 1.0 / norm;
    }
}
