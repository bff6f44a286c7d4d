package org.kd4j.models.student;

/**
 * Shape of a {@link FastTextLinear}.
 *
 * @param task vocabulary, padding, length and classes
 * @param dimension width of the token embeddings, at least 1
 */
public record FastTextSettings(TextTask task, int dimension) {

    /** Throws {@link IllegalArgumentException} if a value is outside its range. */
    public FastTextSettings {
        Expect.atLeast(1, "dimension", dimension);
    }

    /** The usual shape: dimension 50. */
    public static FastTextSettings of(TextTask task) {
        return new FastTextSettings(task, 50);
    }
}
