package org.kd4j.arbiter.cli;

import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Takes the place of standard output for libraries that print to it, and leaves out the line that ND4J 1.0.0-M2.1 prints for
 * every operation that it differentiates.
 */
final class LibraryOutput extends PrintStream {
    private static final String DIFFERENTIATED = "Added differentiated op ";

    /** @param to where the other lines go */
    LibraryOutput(OutputStream to) {
        super(to, true);
    }

    @Override
    public void println(String line) {
        if (line == null || !line.startsWith(DIFFERENTIATED)) {
            super.println(line);
        }
    }
}
