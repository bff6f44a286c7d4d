package org.kd4j.models.onnx;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kd4j.core.encoder.Dense;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.head.PretrainedHead;

/**
 * Proves an encoder's weights where the CPU engine has no library to compute with, as in a jar for GPUs: written as nodes
 * again, they have to give the hidden states of the graph that they come from.
 *
 * @param form of the graph
 */
record WrittenEncoder(OnnxGraph graph, EncoderForm form) {
    private static final long SEED = 2;

    /** Where the weights, written as nodes, and the graph part. */
    Optional<Disagreement> disagreement(PretrainedEncoder weights) {
        OnnxModel model = EncoderNodes.model(graph.name(), graph.fingerprint(), weights, head(weights));
        try (OnnxGraph written = Translator.translate(model, OperatorTable.standard())) {
            List<ParityCase> cases = RandomCases.of(graph, SEED).stream()
                    .map(one -> renamed(one, written))
                    .toList();
            return new ParityCheck(written).against("its SameDiff graph", cases).map(ParityCheck.Parting::disagreement);
        }
    }

    /** Nobody reads it; nodes come with one. */
    private static PretrainedHead head(PretrainedEncoder weights) {
        int width = weights.blocks().get(0).query().in();
        Dense nothing = new Dense(width, 1, FloatBuffer.allocate(width), FloatBuffer.allocate(1));
        return new PretrainedHead(Pooling.CLS, HeadKind.LINEAR, Optional.empty(), nothing);
    }

    private ParityCase renamed(ParityCase one, OnnxGraph written) {
        long[][] ids = one.inputs().get(form.plan().ids());
        Map<String, long[][]> inputs = new HashMap<>();
        inputs.put(EncoderNodes.IDS, ids);
        inputs.put(EncoderNodes.MASK, form.plan().mask().map(one.inputs()::get).orElseGet(() -> filled(ids, 1)));
        inputs.put(
                EncoderNodes.TYPES, form.plan().types().map(one.inputs()::get).orElseGet(() -> filled(ids, 0)));
        inputs.keySet().retainAll(written.inputs());
        Map<String, Output> outputs = new HashMap<>();
        form.states().forEach((output, blocks) -> {
            if (one.outputs().containsKey(output)) {
                outputs.put(TextModel.hiddenState(blocks), one.outputs().get(output));
            }
        });
        return new ParityCase(inputs, outputs);
    }

    private static long[][] filled(long[][] like, long value) {
        long[][] rows = new long[like.length][like[0].length];
        Arrays.stream(rows).forEach(row -> Arrays.fill(row, value));
        return rows;
    }
}
