package org.kd4j.models.onnx;

import java.util.List;
import java.util.Optional;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.models.head.PretrainedHead;

/**
 * A classifier that was trained here as a graph like an imported one, with inputs {@code input_ids},
 * {@code attention_mask} and, where it has types, {@code token_type_ids}, and the outputs {@code logits} and
 * {@code hidden_states.K}.
 */
public final class TrainedClassifier {
    /** What a trained classifier is compared with. */
    public static final String REFERENCE = "the network that was trained";

    private TrainedClassifier() {}

    /**
     * @param name stands for it in messages
     * @param fingerprint hex SHA-256 of its weights
     * @param cases what the network that was trained answers, of all outputs
     * @return a graph with weights of its own, to be closed by the caller
     * @throws InvalidInput if the graph does not answer the cases to 1e-4
     */
    public static OnnxImport.Verified graph(
            String name, String fingerprint, PretrainedEncoder encoder, PretrainedHead head, List<ParityCase> cases) {
        return verified(EncoderNodes.model(name, fingerprint, encoder, head), cases);
    }

    /**
     * @param model whose constants are the graph's from now on
     * @throws InvalidInput if the graph does not answer the cases to 1e-4
     */
    static OnnxImport.Verified verified(OnnxModel model, List<ParityCase> cases) {
        OnnxGraph graph = Translator.translate(model, OperatorTable.standard());
        try {
            ParityCheck check = new ParityCheck(graph);
            Optional<Disagreement> found = check.against(REFERENCE, cases).map(ParityCheck.Parting::disagreement);
            ParityReport report = check.report(model.opset(), found);
            report.requireAgreement();
            graph.keepOutputs(report.outputs());
            return new OnnxImport.Verified(graph, List.of(REFERENCE), report);
        } catch (RuntimeException e) {
            graph.close();
            throw e;
        }
    }
}
