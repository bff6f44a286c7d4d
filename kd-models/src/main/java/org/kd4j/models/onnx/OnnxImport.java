package org.kd4j.models.onnx;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kd4j.core.failure.InvalidInput;

/**
 * Opens ONNX models as SameDiff graphs. No graph leaves here before it has agreed, to 1e-4 and over three runs of
 * changing shapes or more, with ONNX Runtime or with expected outputs that the caller brings; outputs that neither has
 * are taken out of it.
 */
public final class OnnxImport {
    private static final long SEED = 1;

    private OnnxImport() {}

    /**
     * @param file the exported model
     * @param cases expected outputs; may be empty where ONNX Runtime is on the class path
     * @throws InvalidInput if the file is no model, has operators that cannot be translated, or its translation does
     *     not agree with the reference
     */
    public static OnnxGraph open(Path file, List<ParityCase> cases) {
        return verified(OnnxModel.read(file), cases);
    }

    /** The same from the bytes of a file; {@code name} stands for it in messages. */
    public static OnnxGraph open(String name, byte[] bytes, List<ParityCase> cases) {
        return verified(OnnxModel.of(name, bytes), cases);
    }

    private static OnnxGraph verified(OnnxModel model, List<ParityCase> cases) {
        boolean runtime = runtimeIsPresent();
        if (!runtime && cases.isEmpty()) {
            throw new InvalidInput(
                    model.name(),
                    "nothing to check its translation against",
                    "ONNX Runtime (com.microsoft.onnxruntime:onnxruntime) on the class path, or expected outputs",
                    "Add one of them.");
        }
        OnnxGraph graph = Translator.translate(model, OperatorTable.standard());
        try {
            Set<String> verified = new HashSet<>();
            if (!cases.isEmpty()) {
                verified.addAll(ParityCheck.compare(graph, "the expected outputs", cases));
            }
            if (runtime) {
                verified.addAll(compareWithRuntime(graph, model));
            }
            graph.keepOutputs(verified);
            return graph;
        } catch (RuntimeException e) {
            graph.close();
            throw e;
        }
    }

    /** Whether ONNX Runtime is on the class path and its natives, which the class loads at once, run here. */
    static boolean runtimeIsPresent() {
        try {
            Class.forName("ai.onnxruntime.OrtEnvironment");
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }

    private static Set<String> compareWithRuntime(OnnxGraph graph, OnnxModel model) {
        try (ReferenceRuntime reference = ReferenceRuntime.open(model)) {
            return ParityCheck.compare(graph, "ONNX Runtime", ParityCheck.cases(graph, reference, SEED));
        }
    }
}
