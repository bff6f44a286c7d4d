package org.kd4j.core.failure;

/** A run directory that another process uses, or that belongs to another configuration. Exit code 5. */
public final class RunConflict extends Failure {
    private static final long serialVersionUID = 1L;

    /** See {@link Failure} for what each part says. */
    public RunConflict(String where, String found, String expected, String next) {
        super(where, found, expected, next);
    }

    @Override
    public int exitCode() {
        return 5;
    }
}
