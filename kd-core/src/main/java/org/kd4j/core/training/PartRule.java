package org.kd4j.core.training;

/**
 * How an optimizer treats a part of the parameters.
 *
 * @param rate factor on the learning rate, ≥ 0
 * @param decays whether the optimizer's weight decay acts on it
 * @param frozen never moved; its gradient is not read, and no part of the clip norm
 * @param sparse whether only the rows move that the batch touched, which an embedding table can be. The others keep
 *     their values and their moments, and do not decay; PyTorch's SparseAdam does the same. Without it every row moves
 *     in every step, as in PyTorch's other optimizers.
 */
public record PartRule(double rate, boolean decays, boolean frozen, boolean sparse) {

    /** Throws {@link IllegalArgumentException} if the rate is outside its range. */
    public PartRule {
        if (!(rate >= 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException("rate: found " + rate + ", expected a factor ≥ 0");
        }
    }

    /** The full rate, dense; decay acts on everything but biases and normalisations, as it does in BERT's recipe. */
    public static PartRule standard(ParameterPart part) {
        boolean decays = part.kind() == ParameterPart.Kind.EMBEDDING || part.kind() == ParameterPart.Kind.WEIGHT;
        return new PartRule(1.0, decays, false, false);
    }

    /** As {@link #standard}, but of tables only the rows that a batch touched. */
    public static PartRule sparse(ParameterPart part) {
        PartRule standard = standard(part);
        return part.kind() == ParameterPart.Kind.EMBEDDING ? standard.onTouchedRows() : standard;
    }

    /** The same at this share of the rate. */
    public PartRule scaled(double factor) {
        return new PartRule(rate * factor, decays, frozen, sparse);
    }

    /** The same, never moved. */
    public PartRule freeze() {
        return new PartRule(rate, decays, true, sparse);
    }

    /** The same, only on the rows that a batch touched; for parts of kind {@link ParameterPart.Kind#EMBEDDING}. */
    public PartRule onTouchedRows() {
        return new PartRule(rate, decays, frozen, true);
    }
}
