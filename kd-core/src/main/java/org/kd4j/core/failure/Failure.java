package org.kd4j.core.failure;

/**
 * Something a user can put right: it says where it is, what was found, what was expected and what to do next.
 *
 * <p>The command line prints {@link #getMessage()} as one line, without a stack trace, and exits with
 * {@link #exitCode()}. Every other exception is a bug.
 */
public abstract sealed class Failure extends RuntimeException permits InvalidConfig, InvalidInput, RunConflict {
    private static final long serialVersionUID = 1L;

    /**
     * @param where the file, with line and column where known, or the key or object that is wrong
     * @param found what is there, quoted where it is the user's own text
     * @param expected what would have been right
     * @param next what to do now, a sentence; may be empty
     */
    Failure(String where, String found, String expected, String next) {
        super(oneLine(
                where + ": found " + found + ", expected " + expected + "." + (next.isEmpty() ? "" : " " + next)));
    }

    /** @param message as {@link #getMessage()} of another failure has it, and more */
    Failure(String message) {
        super(message);
    }

    /** What the process exits with: 2 usage or config, 3 bad input data or model, 5 the run directory is not usable. */
    public abstract int exitCode();

    /** User text may hold line breaks; a message never does. */
    private static String oneLine(String message) {
        return message.replaceAll("\\R", "\\\\n");
    }
}
