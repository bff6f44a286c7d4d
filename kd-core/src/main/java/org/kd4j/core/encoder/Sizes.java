package org.kd4j.core.encoder;

import java.nio.FloatBuffer;

/** Checks that weights have the sizes that their layer has. */
final class Sizes {
    private Sizes() {}

    static void require(String what, FloatBuffer values, long expected) {
        require(what, values.remaining(), expected);
    }

    static void require(String what, long found, long expected) {
        if (found != expected) {
            throw new IllegalArgumentException(what + ": found " + found + " values, expected " + expected);
        }
    }
}
