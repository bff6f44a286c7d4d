package org.kd4j.models.student;

/**
 * What a student must know of the texts and classes before it can be built.
 *
 * @param vocabularySize token ids run from 0 to vocabularySize - 1; at least 2
 * @param paddingId the id that fills short rows; its embedding is zero and never learns
 * @param maxTokens the most ids that a text can have, at least 1; longer texts are the caller's to truncate
 * @param classes at least 2
 */
public record TextTask(int vocabularySize, int paddingId, int maxTokens, int classes) {

    /** Throws {@link IllegalArgumentException} if a value is outside its range. */
    public TextTask {
        Expect.atLeast(2, "vocabularySize", vocabularySize);
        Expect.atLeast(1, "maxTokens", maxTokens);
        Expect.atLeast(2, "classes", classes);
        if (paddingId < 0 || paddingId >= vocabularySize) {
            throw new IllegalArgumentException(
                    "paddingId: found " + paddingId + ", expected 0 to " + (vocabularySize - 1));
        }
    }

    /** The same texts for another number of classes. */
    public TextTask withClasses(int other) {
        return new TextTask(vocabularySize, paddingId, maxTokens, other);
    }

    /** Throws {@link IllegalArgumentException} if a row is too long or holds an id outside the vocabulary. */
    void check(int[] tokens) {
        if (tokens.length > maxTokens) {
            throw new IllegalArgumentException(
                    "tokens of a text: found " + tokens.length + ", expected at most " + maxTokens);
        }
        for (int id : tokens) {
            if (id < 0 || id >= vocabularySize) {
                throw new IllegalArgumentException("token id: found " + id + ", expected 0 to " + (vocabularySize - 1));
            }
        }
    }
}
