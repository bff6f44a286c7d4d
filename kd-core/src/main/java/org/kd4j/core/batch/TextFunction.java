package org.kd4j.core.batch;

import java.util.List;

/**
 * A frozen function from a text to a vector of fixed width: a teacher's logits, or an encoder's sentence vectors. The
 * answer for a text depends on that text and on {@link #fingerprint()} alone, never on its neighbours in the list
 * (to 1e-5), so that it can be kept by the hash of the text.
 */
public interface TextFunction {

    /** Hex SHA-256 of everything that the answers depend on: graph, parameters, tokenizer, maximum length. */
    String fingerprint();

    /** Values in each answer. */
    int width();

    /**
     * @param texts any number of texts, the empty text among them
     * @return one row of {@link #width()} finite values a text, in the order of the texts
     */
    float[][] apply(List<String> texts);
}
