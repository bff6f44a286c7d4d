package org.kd4j.core.tokens;

import java.util.List;

/** Turns texts into token ids, the same ids for the same text always. Safe for use by several threads. */
public interface Tokenizer extends AutoCloseable {

    /** Hex SHA-256 of the tokenizer's definition, the maximum length and whether special tokens are added. */
    String fingerprint();

    /** One more than the largest id. */
    int vocabularySize();

    /** The id that padding is written with. */
    int paddingId();

    /** The most ids a text can have, special tokens included. */
    int maxTokens();

    List<Encoding> encode(List<String> texts);

    @Override
    void close();
}
