package org.kd4j.arbiter.sweep;

import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.tokens.JsonTokenizer;

/**
 * The tokenizer of a model that is saved.
 *
 * @param json its {@code tokenizer.json}, as it is now
 * @param specialTokens whether texts are framed by special tokens
 */
record SavedTokenizer(String json, int maxTokens, boolean specialTokens) {

    /**
     * This, if it is the one that the model learned with.
     *
     * @param fingerprint of that one
     * @throws InvalidInput if the file has changed since
     */
    SavedTokenizer requireSame(String fingerprint) {
        try (JsonTokenizer tokenizer = new JsonTokenizer("the tokenizer", json, maxTokens, specialTokens)) {
            if (tokenizer.fingerprint().equals(fingerprint)) {
                return this;
            }
        }
        throw new InvalidInput(
                "the tokenizer",
                "another one than when the sweep began",
                "the file as it was",
                "Restore it, and continue with --resume.");
    }
}
