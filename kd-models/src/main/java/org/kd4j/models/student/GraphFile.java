package org.kd4j.models.student;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.kd4j.core.io.AtomicFiles;

/** A graph as a file that DL4J's {@code ComputationGraph.load} opens. */
final class GraphFile {
    private GraphFile() {}

    /** Writes a graph that nothing else uses, and frees its memory. */
    static void write(ComputationGraph graph, Path file) {
        try {
            AtomicFiles.write(file, path -> ModelSerializer.writeModel(graph, path.toFile(), true));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        } finally {
            graph.close();
        }
    }
}
