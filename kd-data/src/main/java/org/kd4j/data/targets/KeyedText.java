package org.kd4j.data.targets;

import org.kd4j.core.failure.InvalidInput;

/**
 * A text to be answered.
 *
 * @param hash hex SHA-256 of the text
 * @param where what to call it in messages
 */
record KeyedText(String hash, String text, String where) {
    private static final int SHOWN = 40;

    /** The answer itself, if it has that width and is finite. */
    float[] checked(float[] answer, int width) {
        if (answer.length != width) {
            throw new IllegalStateException(
                    where + ": found an answer of " + answer.length + " values, expected " + width);
        }
        for (float value : answer) {
            if (!Float.isFinite(value)) {
                throw new InvalidInput(
                        where,
                        "the value " + value + " in the teacher's answer to '" + beginning() + "'",
                        "finite values",
                        "Verify the teacher model, or leave the record out.");
            }
        }
        return answer;
    }

    private String beginning() {
        if (text.length() <= SHOWN) {
            return text;
        }
        int[] shown = text.codePoints().limit(SHOWN).toArray();
        return new String(shown, 0, shown.length) + "…";
    }
}
