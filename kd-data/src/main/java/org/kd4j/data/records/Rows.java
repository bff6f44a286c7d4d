package org.kd4j.data.records;

import java.io.Closeable;
import java.io.IOException;

/** The rows of one file, header and blank lines among them, read one after another. */
interface Rows extends Closeable {

    /** The next row, or null after the last. */
    Row next() throws IOException;
}
