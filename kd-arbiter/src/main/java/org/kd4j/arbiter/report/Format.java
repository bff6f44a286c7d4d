package org.kd4j.arbiter.report;

import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
final class Format {
    /** Stands where there is no value. */
    static final String NONE = "–";

    private Format() {}

    static String rate(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    static String seconds(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** Last part of a dotted key. */
    static String shortName(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }
}
