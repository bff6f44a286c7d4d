package org.kd4j.models.onnx;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.models.onnx.Disagreement.NodeDifference;
import org.kd4j.models.onnx.ParityCheck.Parting;

/**
 * Compares a translation with all references at hand: the outputs that the caller expects, and ONNX Runtime on random
 * inputs where it is on the class path. Where they part, ONNX Runtime tells which node is to blame.
 *
 * @param runtime whether ONNX Runtime may be asked
 */
record ParityGate(OnnxModel model, Translation translation, boolean runtime) {
    private static final long SEED = 1;
    private static final String EXPECTED = "the expected outputs";

    /**
     * @param cases the caller's; may be empty where ONNX Runtime is asked
     * @throws InvalidInput if the cases are not of this model, or too few to show what there is to show
     */
    ParityReport compare(List<ParityCase> cases) {
        ParityCheck check = new ParityCheck(translation.graph());
        Optional<Disagreement> found = Optional.empty();
        if (!cases.isEmpty()) {
            requireChangingShapes(cases);
            found = check.against(EXPECTED, cases).map(this::withCause);
        }
        if (runtime && found.isEmpty()) {
            try (ReferenceRuntime reference = reference()) {
                found = check.against("ONNX Runtime", RandomCases.of(translation.graph(), reference, SEED))
                        .map(this::withCause);
            }
        }
        return check.report(model.opset(), found);
    }

    /** ONNX Runtime is asked for several shapes in any case; without it, the caller's cases must have them. */
    private void requireChangingShapes(List<ParityCase> cases) {
        List<String> shapes = cases.stream().map(ParityCheck::shape).distinct().toList();
        if (!runtime && shapes.size() == 1 && translation.graph().hasOpenSizes()) {
            throw new InvalidInput(
                    EXPECTED + " of " + model.name(),
                    "cases of one shape only, " + shapes.get(0),
                    "cases of two batch sizes or lengths or more, because some faults show only when these change",
                    "Add a case, or put ONNX Runtime (com.microsoft.onnxruntime:onnxruntime) on the class path.");
        }
    }

    private Disagreement withCause(Parting parting) {
        if (!runtime) {
            return parting.disagreement();
        }
        try {
            return parting.disagreement().at(firstNode(parting)).againstRuntime(agreesWithRuntime(parting));
        } catch (InvalidInput | OutOfMemoryError unknown) {
            // The runtime refuses the model with more outputs, or it is too large for that: the disagreement stands.
            return parting.disagreement();
        }
    }

    private ReferenceRuntime reference() {
        return ReferenceRuntime.open(
                model, Set.copyOf(translation.graph().hiddenStates().values()));
    }

    private Optional<NodeDifference> firstNode(Parting parting) {
        return NodeSearch.first(translation, model, parting.one(), inModel(parting));
    }

    /** The name that the export has for the output. */
    private String inModel(Parting parting) {
        String output = parting.disagreement().output();
        return translation.graph().hiddenStates().getOrDefault(output, output);
    }

    private boolean agreesWithRuntime(Parting parting) {
        String output = parting.disagreement().output();
        Output found =
                translation.graph().run(parting.one().inputs(), List.of(output)).get(output);
        try (ReferenceRuntime reference = reference()) {
            Output expected = reference.run(parting.one().inputs()).get(inModel(parting));
            return expected != null && ParityCheck.difference(found, expected, parting.one()) <= ParityCheck.TOLERANCE;
        }
    }
}
