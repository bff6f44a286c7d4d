package org.kd4j.core.encoder;

/**
 * Shares of values that training sets to 0, the others growing by 1 / (1 - share) (Srivastava et al., Dropout, 2014).
 *
 * @param embeddings of the normalised embeddings, 0 ≤ share < 1
 * @param attention of the attention probabilities
 * @param hidden of what each half of a block adds to its input
 */
public record Dropout(float embeddings, float attention, float hidden) {

    /** Throws {@link IllegalArgumentException} if a share is outside its range. */
    public Dropout {
        for (float share : new float[] {embeddings, attention, hidden}) {
            if (!(share >= 0 && share < 1)) {
                throw new IllegalArgumentException("dropout: found " + share + ", expected at least 0, below 1");
            }
        }
    }

    public static Dropout none() {
        return new Dropout(0f, 0f, 0f);
    }

    /** BERT's: the same share everywhere. */
    public static Dropout of(double share) {
        return new Dropout((float) share, (float) share, (float) share);
    }
}
