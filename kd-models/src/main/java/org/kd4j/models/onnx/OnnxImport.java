package org.kd4j.models.onnx;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kd4j.core.failure.InvalidInput;

/**
 * Opens ONNX models as SameDiff graphs. No graph leaves here before it has agreed, to 1e-4 and over three runs of
 * changing shapes or more, with ONNX Runtime or with expected outputs that the caller brings; outputs that neither has
 * are taken out of it. Models of half precision are computed in float32, by SameDiff and in what they are compared with
 * (see {@link Widening}).
 */
public final class OnnxImport {
    private OnnxImport() {}

    /**
     * @param file the exported model
     * @param cases expected outputs; may be empty where ONNX Runtime is on the class path
     * @throws InvalidInput if the file is no model, has operators that cannot be translated, or its translation does
     *     not agree with the reference
     */
    public static OnnxGraph open(Path file, List<ParityCase> cases) {
        return verified(OnnxModel.read(file), cases).graph();
    }

    /** The same with parameters as variables. */
    static OnnxGraph trainable(OnnxModel model) {
        return verified(model, List.of(), Parameters.TRAINABLE).graph();
    }

    /** The same together with what came out of the comparison. */
    public static Verified openWithReport(Path file, List<ParityCase> cases) {
        return verified(OnnxModel.read(file), cases);
    }

    /**
     * A graph that agrees with its references.
     *
     * @param graph to be closed by whoever asked for it
     * @param references what it was compared with
     * @param report what came out
     */
    public record Verified(OnnxGraph graph, List<String> references, ParityReport report) {}

    /** The same from the bytes of a file; {@code name} stands for it in messages. */
    public static OnnxGraph open(String name, byte[] bytes, List<ParityCase> cases) {
        return verified(OnnxModel.of(name, bytes), cases).graph();
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
        return Engines.run(verified(model, cases).graph(), Optional.of(model), engine);
    }

    /** The same from the bytes of a file; {@code name} stands for it in messages. */
    public static TextModel open(String name, byte[] bytes, List<ParityCase> cases, Engine engine) {
        OnnxModel model = OnnxModel.of(name, bytes);
        return Engines.run(verified(model, cases).graph(), Optional.of(model), engine);
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
        ParityGate gate = gate(OnnxModel.read(file), cases, Parameters.CONSTANT);
        try {
            return gate.compare(cases);
        } finally {
            gate.translation().graph().close();
        }
    }

    /**
     * What becomes of a model's nodes, whether or not it can be translated.
     *
     * @throws InvalidInput if the file is no model
     */
    public static Explanation explain(Path file) {
        OperatorTable table = OperatorTable.standard();
        SimplifiedModel simplified = SimplifiedModel.of(OnnxModel.read(file), table);
        String engine = EncoderSearch.obstacle(simplified)
                .map(reason -> "does not run this model: " + reason + ".")
                .orElse("runs this model.");
        return NodeFates.explain(simplified, table).withEngine(engine);
    }

    private static Verified verified(OnnxModel model, List<ParityCase> cases) {
        return verified(model, cases, Parameters.CONSTANT);
    }

    private static Verified verified(OnnxModel model, List<ParityCase> cases, Parameters parameters) {
        ParityGate gate = gate(model, cases, parameters);
        OnnxGraph graph = gate.translation().graph();
        try {
            ParityReport report = gate.compare(cases);
            report.requireAgreement();
            graph.keepOutputs(report.outputs());
            return new Verified(graph, references(cases), report);
        } catch (RuntimeException e) {
            graph.close();
            throw e;
        }
    }

    private static List<String> references(List<ParityCase> cases) {
        return Stream.of(cases.isEmpty() ? "" : "the expected outputs", runtimeIsPresent() ? "ONNX Runtime" : "")
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static ParityGate gate(OnnxModel model, List<ParityCase> cases, Parameters parameters) {
        boolean runtime = runtimeIsPresent();
        if (!runtime && cases.isEmpty()) {
            throw new InvalidInput(
                    model.name(),
                    "nothing to check its translation against",
                    "ONNX Runtime (com.microsoft.onnxruntime:onnxruntime) on the class path, or expected outputs",
                    "Add one of them.");
        }
        return new ParityGate(model, Translator.trace(model, OperatorTable.standard(), parameters), runtime);
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
