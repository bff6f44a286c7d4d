package org.kd4j.core.annotation;

/** Which label is an item's where two or more were given most often. */
public enum TiePolicy {
    /** The lowest class, as SciPy's mode has it. */
    SMALLEST,
    /** The highest class. */
    LARGEST,
    /** The positive class if it is among them, else the lowest. */
    POSITIVE,
    /** The one that is given most often over all items; the lowest among equals. */
    PRIOR,
    /** None: the item has no majority. */
    DROP,
    /** One of them, by the seed and the item's id. */
    SEEDED_RANDOM
}
