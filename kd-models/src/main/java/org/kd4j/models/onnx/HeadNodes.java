package org.kd4j.models.onnx;

import java.util.List;
import java.util.Map;
import onnx.Onnx.TensorProto;
import org.kd4j.models.head.PretrainedHead;

/** Writes what makes logits of the last hidden states. */
record HeadNodes(NodeWriter writer, PretrainedHead head) {

    /**
     * The state of padding does not enter: a text without tokens has the zero vector.
     *
     * @param states [batch, sequence, hidden]
     * @param mask [batch, sequence], 1 for tokens and 0 for padding
     * @return name of the logits [batch, classes]
     */
    String logits(String states, String mask) {
        String flags = writer.cast(mask, TensorProto.DataType.FLOAT_VALUE);
        String tokens = writer.node("Unsqueeze", List.of(flags, writer.integers(2)));
        String kept = writer.node("Mul", List.of(states, tokens));
        String vector = switch (head.pooling()) {
            case CLS -> writer.node("Gather", List.of(kept, writer.integer(0)), Map.of("axis", 1L));
            case MEAN -> {
                String count = writer.node("Max", List.of(sum(tokens), writer.number(1)));
                yield writer.node("Div", List.of(sum(kept), count));
            }
        };
        String features = switch (head.kind()) {
            case LINEAR -> vector;
            case RELU -> writer.node("Relu", List.of(inner(vector)));
            case TANH -> writer.node("Tanh", List.of(inner(vector)));
            case GELU -> writer.node("Gelu", List.of(inner(vector)), Map.of("approximate", "none"));
            case GELU_TANH -> writer.node("Gelu", List.of(inner(vector)), Map.of("approximate", "tanh"));
        };
        return writer.dense(features, "head.logits", head.output());
    }

    private String inner(String vector) {
        return writer.dense(vector, "head.inner", head.inner().orElseThrow());
    }

    /** Over the positions. */
    private String sum(String x) {
        return writer.node("ReduceSum", List.of(x, writer.integers(1)), Map.of("keepdims", 0L));
    }
}
