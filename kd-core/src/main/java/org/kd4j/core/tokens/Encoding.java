package org.kd4j.core.tokens;

/**
 * A text as token ids.
 *
 * @param ids token ids without padding, 0 to maxTokens of them
 * @param truncated whether the text had more tokens than fit
 */
public record Encoding(int[] ids, boolean truncated) {}
