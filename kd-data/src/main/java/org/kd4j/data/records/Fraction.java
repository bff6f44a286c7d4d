package org.kd4j.data.records;

import java.util.regex.Pattern;
import org.kd4j.core.failure.InvalidInput;

/** Numbers from 0 to 1 as files hold them: shares of annotators, or 0 and 1 themselves. */
final class Fraction {
    private static final Pattern DECIMAL = Pattern.compile("\\+?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private Fraction() {}

    /**
     * @param what the value is, as "the label"
     * @param advice what to do where it is none
     * @throws InvalidInput if it is no number from 0 to 1
     */
    static double parse(String value, String where, String what, String advice) {
        double fraction = DECIMAL.matcher(value).matches() ? Double.parseDouble(value) : Double.NaN;
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new InvalidInput(where, what + " '" + value + "'", "a number from 0 to 1", advice);
        }
        return fraction;
    }
}
