package org.kd4j.models.student;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.AtomicFiles;

/** A graph as a file that DL4J's {@code ComputationGraph.load} opens. */
final class GraphFile {
    /**
     * The last two, of a {@link org.kd4j.models.bundle.ModelBundle}, mean nothing to DL4J. Everything else that it looks for in
     * a file is Java-serialized, and reading it can run code.
     */
    private static final Set<String> ENTRIES =
            Set.of("configuration.json", "coefficients.bin", "updaterState.bin", "model.json", "tokenizer.json");

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

    /**
     * The graph that a file holds; the caller closes it.
     *
     * @param like a graph of the shape that the file must have
     * @throws InvalidInput if the file is no graph, or one of another shape or other functions
     */
    static ComputationGraph read(Path file, ComputationGraph like) {
        ComputationGraph graph;
        try {
            rejectForeignEntries(file, like.numParams());
            graph = ComputationGraph.load(file.toFile(), false);
        } catch (IOException | RuntimeException e) {
            throw notOurs(file, "a file that cannot be loaded (" + e.getMessage() + ")");
        }
        boolean alike = graph.getConfiguration()
                        .getNetworkInputs()
                        .equals(like.getConfiguration().getNetworkInputs())
                && shapes(graph).equals(shapes(like))
                && functions(graph).equals(functions(like));
        if (!alike) {
            InvalidInput refused = notOurs(file, "a graph of the parameters " + shapes(graph));
            graph.close();
            throw refused;
        }
        return graph;
    }

    /** Name and shape of each parameter, in the order in which they lie in memory. */
    private static List<String> shapes(ComputationGraph graph) {
        return graph.paramTable().entrySet().stream()
                .map(parameter -> parameter.getKey()
                        + Arrays.toString(parameter.getValue().shape()))
                .toList();
    }

    /** What the shapes do not say: activations, and how an encoder of ours is built. */
    private static List<String> functions(ComputationGraph graph) {
        return Arrays.stream(graph.getLayers())
                .map(layer -> layer.conf().getLayer())
                .filter(BaseLayer.class::isInstance)
                .map(layer -> layer instanceof EncoderLayer encoder
                        ? encoder.function()
                        : String.valueOf(((BaseLayer) layer).getActivationFn()))
                .toList();
    }

    private static void rejectForeignEntries(Path file, long numbers) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                if (!ENTRIES.contains(entry.getName())) {
                    throw new IOException("it has an entry " + entry.getName());
                }
            }
            CoefficientsHeader.require(zip, numbers);
        }
    }

    static InvalidInput notOurs(Path file, String found) {
        return new InvalidInput(
                file.toString(),
                found,
                "a student as it was saved, of the same settings",
                "Delete the file and train the student again.");
    }
}
