package org.kd4j.arbiter.sweep;

import java.util.Locale;

/** Sizes for people. */
final class Bytes {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB"};

    private Bytes() {}

    /** In units of a thousand, with one digit after the point: 21.3 MB. */
    static String text(long bytes) {
        if (bytes < 1_000) {
            return bytes + " bytes";
        }
        double size = bytes / 1e3;
        int unit = 0;
        while (size >= 999.95 && unit < UNITS.length - 1) {
            size /= 1e3;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", size, UNITS[unit]);
    }
}
