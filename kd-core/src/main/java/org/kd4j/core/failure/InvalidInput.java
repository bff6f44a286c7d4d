package org.kd4j.core.failure;

/** Data or a model that cannot be used. Exit code 3. */
public final class InvalidInput extends Failure {
    private static final long serialVersionUID = 1L;

    /** See {@link Failure} for what each part says. */
    public InvalidInput(String where, String found, String expected, String next) {
        super(where, found, expected, next);
    }

    private InvalidInput(String message) {
        super(message);
    }

    /** The same with one more sentence of what to do, for who knows more of where the data come from. */
    public InvalidInput adding(String sentence) {
        InvalidInput more = new InvalidInput(getMessage() + " " + sentence);
        more.initCause(this);
        return more;
    }

    @Override
    public int exitCode() {
        return 3;
    }
}
