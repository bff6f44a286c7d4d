package org.kd4j.core.state;

import java.io.IOException;

/** What can be put away in the middle of its work, and taken up again as if nothing had happened, to the bit. */
public interface Stateful {

    /** Writes everything that later work depends on. */
    void writeState(StateWriter out) throws IOException;

    /**
     * Takes on what {@link #writeState} wrote, in the same order, on an object that was made in the same way.
     *
     * @throws org.kd4j.core.failure.InvalidInput if an entry is another than expected; the object is then of no use
     */
    void readState(StateReader in) throws IOException;
}
