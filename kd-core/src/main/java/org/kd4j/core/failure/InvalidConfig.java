package org.kd4j.core.failure;

/** A command line or a configuration that cannot be followed. Exit code 2. */
public final class InvalidConfig extends Failure {
    private static final long serialVersionUID = 1L;

    /** See {@link Failure} for what each part says. */
    public InvalidConfig(String where, String found, String expected, String next) {
        super(where, found, expected, next);
    }

    @Override
    public int exitCode() {
        return 2;
    }
}
