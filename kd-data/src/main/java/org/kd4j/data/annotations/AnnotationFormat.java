package org.kd4j.data.annotations;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How a file holds annotations. Files are UTF-8, with or without byte order mark; those whose names end in {@code .gz} are
 * compressed. They are read once from beginning to end, in memory that does not grow with them.
 */
public sealed interface AnnotationFormat permits LeWiDiJson, LongCsv, WideCsv {

    /** Names of what such a file says of annotators. */
    List<String> attributes();

    /**
     * Reads a file.
     *
     * @throws org.kd4j.core.failure.InvalidInput if it is no such file, with file and line
     */
    void read(Path file, AnnotationSink sink) throws IOException;
}
