package org.kd4j.models.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.AtomicFolders;
import org.kd4j.core.io.Checksums;
import org.kd4j.models.onnx.Engine;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.onnx.ParityCase;
import org.kd4j.models.onnx.ParityReport;
import org.kd4j.models.onnx.SavedGraph;
import org.kd4j.models.onnx.TextModel;

/**
 * An imported model as a folder: the graph, its tokenizer and labels, some cases with its answers, a manifest, and the
 * hashes of all of them. It needs neither the ONNX file nor ONNX Runtime.
 *
 * <p>The hashes guard against damage, not against malice: a graph runs in native code, so a folder is to be opened only
 * where whoever made it is trusted.
 */
public final class TeacherFolder {
    public static final String TOKENIZER = "tokenizer.json";
    public static final String MANIFEST = "manifest.json";

    private static final Set<String> FILES =
            Set.of(SavedGraph.GRAPH, SavedGraph.WEIGHTS, SavedGraph.CASES, TOKENIZER, MANIFEST);

    private static final String NEXT = "Import the model again.";

    private final Path folder;
    private final JsonNode manifest;
    private final boolean hasTokenizer;

    private TeacherFolder(Path folder, JsonNode manifest, boolean hasTokenizer) {
        this.folder = folder;
        this.manifest = manifest;
        this.hasTokenizer = hasTokenizer;
    }

    /** Whether there is a folder that {@link #write} made, damaged or not. */
    public static boolean isOne(Path folder) {
        return Files.isRegularFile(folder.resolve(MANIFEST)) && Files.isRegularFile(folder.resolve(SavedGraph.GRAPH));
    }

    /**
     * Writes a folder, whole or not at all.
     *
     * @param target is missing, empty, or to be replaced
     * @param mostInlineBytes of weights that are kept in the graph's own file; {@link SavedGraph#MOST_INLINE_BYTES} at
     *     most
     */
    public static void write(Path target, ImportedTeacher teacher, long mostInlineBytes) throws IOException {
        AtomicFolders.write(target, folder -> {
            ObjectNode graph = SavedGraph.save(teacher.model().graph(), folder, mostInlineBytes);
            if (teacher.tokenizer().isPresent()) {
                Files.copy(teacher.tokenizer().get(), folder.resolve(TOKENIZER));
            }
            TeacherManifest.write(folder.resolve(MANIFEST), teacher, graph);
            Checksums.write(folder);
        });
    }

    /**
     * Reads the manifest, after every file has been held against its hash.
     *
     * @throws InvalidInput naming the file that is missing or damaged
     */
    public static TeacherFolder open(Path folder) {
        Set<String> found = Checksums.check(folder, FILES, NEXT);
        Path sums = folder.resolve(Checksums.FILE);
        if (!found.contains(MANIFEST)) {
            throw new InvalidInput(sums.toString(), "no line for " + MANIFEST, "one for each file", NEXT);
        }
        JsonNode manifest = TeacherManifest.read(folder.resolve(MANIFEST));
        Set<String> files = new HashSet<>(TeacherManifest.files(manifest));
        files.add(MANIFEST);
        if (!found.equals(files) || !found.containsAll(Set.of(SavedGraph.GRAPH, SavedGraph.CASES))) {
            throw new InvalidInput(sums.toString(), "lines for " + found, "one for each of " + files, NEXT);
        }
        return new TeacherFolder(folder, manifest, found.contains(TOKENIZER));
    }

    /**
     * The model, to be closed by the caller. Its fingerprint is that of the ONNX file it was made from.
     *
     * @throws InvalidInput if it cannot be read, or does not answer its own cases as it did, to 1e-4
     */
    public OnnxGraph graph() {
        return TeacherManifest.graph(manifest, folder);
    }

    /**
     * The same with something else to run it.
     *
     * @param engine AUTO for the fastest that can; ONNXRUNTIME cannot, it needs the ONNX file
     * @throws InvalidInput also if the engine cannot run the model, or does not agree with the graph
     */
    public TextModel model(Engine engine) {
        return SavedGraph.run(graph(), engine);
    }

    /**
     * Compares the graph with its own cases, and then with others.
     *
     * @param expected may be empty
     * @throws InvalidInput if it cannot be compared: a file is damaged, or the cases belong to another model
     */
    public ParityReport verify(List<ParityCase> expected) {
        return TeacherManifest.verify(manifest, folder, expected);
    }

    /** The tokenizer, if one was imported with the model. */
    public Optional<Path> tokenizer() {
        return hasTokenizer ? Optional.of(folder.resolve(TOKENIZER)) : Optional.empty();
    }

    /** Names of the classes in the order of the logits; empty where nothing names them. */
    public List<String> labels() {
        return TeacherManifest.labels(manifest);
    }
}
