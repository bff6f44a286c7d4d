package org.kd4j.models.onnx;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

    /**
     * Opens a model, checked as by {@link #open(Path, List)}, with something else to run it; that agrees with the graph
     * to 1e-4 too.
     *
     * @param engine AUTO for the fastest that can
     * @throws InvalidInput also if the engine cannot run the model, or disagrees
     */
    public static TextModel open(Path file, List<ParityCase> cases, Engine engine) {
        OnnxModel model = OnnxModel.read(file);
        return Engines.run(verified(model, cases), Optional.of(model), engine);
    }

    /** The same from the bytes of a file; {@code name} stands for it in messages. */
    public static TextModel open(String name, byte[] bytes, List<ParityCase> cases, Engine engine) {
        OnnxModel model = OnnxModel.of(name, bytes);
        return Engines.run(verified(model, cases), Optional.of(model), engine);
    }

    /**
     * Compares a model's translation with all references at hand, and lets go of it.
     *
     * @param file the exported model
     * @param cases expected outputs; may be empty where ONNX Runtime is on the class path
     * @throws InvalidInput if it cannot be compared: the file is no model, has operators that cannot be translated, or
     *     the cases belong to another model
     */
    public static ParityReport verify(Path file, List<ParityCase> cases) {
        OnnxModel model = OnnxModel.read(file);
        try (OnnxGraph graph = translated(model, cases)) {
            return compared(graph, model, cases);
        }
    }

    private static OnnxGraph verified(OnnxModel model, List<ParityCase> cases) {
        OnnxGraph graph = translated(model, cases);
        try {
            ParityReport report = compared(graph, model, cases);
            report.requireAgreement();
            graph.keepOutputs(report.outputs());
            return graph;
        } catch (RuntimeException e) {
            graph.close();
            throw e;
        }
    }

    private static OnnxGraph translated(OnnxModel model, List<ParityCase> cases) {
        if (!runtimeIsPresent() && cases.isEmpty()) {
            throw new InvalidInput(
                    model.name(),
                    "nothing to check its translation against",
                    "ONNX Runtime (com.microsoft.onnxruntime:onnxruntime) on the class path, or expected outputs",
                    "Add one of them.");
        }
        return Translator.translate(model, OperatorTable.standard());
    }

    private static ParityReport compared(OnnxGraph graph, OnnxModel model, List<ParityCase> cases) {
        ParityCheck check = new ParityCheck(graph);
        Optional<Disagreement> found = cases.isEmpty()
                ? Optional.empty()
                : check.against("the expected outputs", cases).map(ParityCheck.Parting::disagreement);
        if (found.isEmpty() && runtimeIsPresent()) {
            found = againstRuntime(check, graph, model);
        }
        return check.report(model.opset(), found);
    }

    private static Optional<Disagreement> againstRuntime(ParityCheck check, OnnxGraph graph, OnnxModel model) {
        Set<String> states = Set.copyOf(graph.hiddenStates().values());
        try (ReferenceRuntime runtime = ReferenceRuntime.open(model, states)) {
            return check.against("ONNX Runtime", RandomCases.of(graph, runtime, SEED))
                    .map(ParityCheck.Parting::disagreement);
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
}
