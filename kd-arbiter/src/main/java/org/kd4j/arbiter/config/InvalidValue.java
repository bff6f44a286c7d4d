package org.kd4j.arbiter.config;

/** A value that its key cannot take; becomes a message with the place once that is known. */
final class InvalidValue extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final String found;
    private final String expected;

    InvalidValue(String key, Object found, String expected) {
        super(key + ": found " + found + ", expected " + expected);
        this.key = key;
        this.found = String.valueOf(found);
        this.expected = expected;
    }

    /** The same of a section's key. */
    InvalidValue under(String section) {
        return new InvalidValue(section + "." + key, found, expected);
    }

    String key() {
        return key;
    }

    String found() {
        return found;
    }

    String expected() {
        return expected;
    }
}
