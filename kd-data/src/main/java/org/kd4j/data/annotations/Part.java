package org.kd4j.data.annotations;

import java.util.Locale;

/** What annotations are used for. */
public enum Part {
    TRAIN,
    DEV,
    TEST;

    /** As files have it. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }
}
