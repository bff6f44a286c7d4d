package org.kd4j.data.annotations;

/**
 * Where something stands.
 *
 * @param file its name
 * @param line from 1
 */
public record Source(String file, long line) {

    /** As messages begin. */
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
