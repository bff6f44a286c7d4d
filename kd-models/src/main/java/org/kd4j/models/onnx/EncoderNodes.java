package org.kd4j.models.onnx;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.TensorProto;
import org.kd4j.core.encoder.BlockWeights;
import org.kd4j.core.encoder.EmbeddingWeights;
import org.kd4j.core.encoder.Norm;
import org.kd4j.core.encoder.PositionRule;
import org.kd4j.models.head.PretrainedHead;
import org.nd4j.linalg.api.buffer.DataType;

/** Writes an encoder and what reads its states as the nodes of an ONNX model, of operators of opset 20. */
final class EncoderNodes {
    static final int OPSET = 20;
    static final String IDS = "input_ids";
    static final String MASK = "attention_mask";
    static final String TYPES = "token_type_ids";

    /** What is added to the scores of padding. */
    private static final float FAR = -1e30f;

    private final PretrainedEncoder encoder;
    private final NodeWriter writer = new NodeWriter("");
    private final Map<BlockWeights, String> shared = new IdentityHashMap<>();
    private String padding;

    private EncoderNodes(PretrainedEncoder encoder) {
        this.encoder = encoder;
    }

    /** @param fingerprint of the weights */
    static OnnxModel model(String name, String fingerprint, PretrainedEncoder encoder, PretrainedHead head) {
        EncoderNodes made = new EncoderNodes(encoder);
        String logits = new HeadNodes(made.writer, head).logits(made.encoder(), MASK);
        made.writer.output(logits, TextModel.LOGITS);
        List<OnnxModel.Input> inputs = new ArrayList<>(List.of(input(IDS), input(MASK)));
        if (encoder.embeddings().types().isPresent()) {
            inputs.add(input(TYPES));
        }
        return new OnnxModel(
                name,
                OPSET,
                inputs,
                List.of(TextModel.LOGITS),
                made.writer.constants(),
                made.writer.nodes(),
                new ModelOrigin.InMemory(new byte[0]),
                fingerprint);
    }

    private static OnnxModel.Input input(String name) {
        return new OnnxModel.Input(name, DataType.INT64, Shape.of(Dim.named("batch"), Dim.named("sequence")));
    }

    private String encoder() {
        padding = mask();
        String state = embeddings(encoder.embeddings());
        for (BlockWeights block : encoder.blocks()) {
            state = block(state, block);
        }
        return state;
    }

    /** [batch, 1, 1, sequence]: 0 for tokens. */
    private String mask() {
        String tokens = writer.node(
                "Unsqueeze", List.of(writer.cast(MASK, TensorProto.DataType.FLOAT_VALUE), writer.integers(1, 2)));
        return writer.node("Mul", List.of(writer.node("Sub", List.of(writer.number(1), tokens)), writer.number(FAR)));
    }

    private String embeddings(EmbeddingWeights weights) {
        int width = weights.norm().gain().remaining();
        String sum = look("embeddings.words", weights.words(), width, IDS);
        if (weights.types().isPresent()) {
            sum = writer.add(sum, look("embeddings.types", weights.types().get(), width, TYPES));
        }
        if (weights.positions().isPresent()) {
            sum = writer.add(
                    sum, look("embeddings.positions", weights.positions().get(), width, positions(weights.rule())));
        }
        String normal = norm(sum, "embeddings.norm", weights.norm());
        return weights.projection().isPresent()
                ? writer.dense(
                        normal, "embeddings.projection", weights.projection().get())
                : normal;
    }

    private String look(String name, FloatBuffer table, int width, String rows) {
        return writer.node("Gather", List.of(writer.constant(name, table, table.remaining() / width, width), rows));
    }

    private String positions(PositionRule rule) {
        if (rule instanceof PositionRule.BehindPadding behind) {
            String token =
                    writer.node("Not", List.of(writer.node("Equal", List.of(IDS, writer.integer(behind.paddingId())))));
            String counted = writer.cast(token, TensorProto.DataType.INT64_VALUE);
            String count = writer.node("CumSum", List.of(counted, writer.integer(1)));
            return writer.add(writer.node("Mul", List.of(count, counted)), writer.integer(behind.paddingId()));
        }
        String length = writer.node("Gather", List.of(writer.node("Shape", List.of(IDS)), writer.integer(1)));
        String range = writer.node("Range", List.of(writer.integer(0), length, writer.integer(1)));
        return writer.node("Unsqueeze", List.of(range, writer.integers(0)));
    }

    private String block(String state, BlockWeights weights) {
        String name = shared.computeIfAbsent(weights, first -> "layers." + shared.size() + ".");
        String middle = norm(
                writer.add(attention(state, name, weights), state), name + "attentionNorm", weights.attentionNorm());
        String inner = activation(writer.dense(middle, name + "up", weights.up()));
        return norm(
                writer.add(writer.dense(inner, name + "down", weights.down()), middle),
                name + "outputNorm",
                weights.outputNorm());
    }

    private String attention(String state, String name, BlockWeights weights) {
        int width = weights.query().out() / encoder.heads();
        String queries = heads(writer.dense(state, name + "query", weights.query()), 0, 2, 1, 3);
        String keys = heads(writer.dense(state, name + "key", weights.key()), 0, 2, 3, 1);
        String values = heads(writer.dense(state, name + "value", weights.value()), 0, 2, 1, 3);
        String scores = writer.node(
                "Div", List.of(writer.node("MatMul", List.of(queries, keys)), writer.number((float) Math.sqrt(width))));
        String probabilities = writer.node("Softmax", List.of(writer.add(scores, padding)), Map.of("axis", -1L));
        String context = transpose(writer.node("MatMul", List.of(probabilities, values)), 0, 2, 1, 3);
        String joined = writer.node(
                "Reshape",
                List.of(context, writer.integers(0, 0, weights.query().out())));
        return writer.dense(joined, name + "output", weights.output());
    }

    private String heads(String x, long... axes) {
        return transpose(writer.node("Reshape", List.of(x, writer.integers(0, 0, encoder.heads(), -1))), axes);
    }

    private String transpose(String x, long... axes) {
        List<Long> order = new ArrayList<>();
        for (long axis : axes) {
            order.add(axis);
        }
        return writer.node("Transpose", List.of(x), Map.of("perm", order));
    }

    private String activation(String x) {
        return switch (encoder.activation()) {
            case GELU -> writer.node("Gelu", List.of(x), Map.of("approximate", "none"));
            case GELU_TANH -> writer.node("Gelu", List.of(x), Map.of("approximate", "tanh"));
            case RELU -> writer.node("Relu", List.of(x));
        };
    }

    private String norm(String x, String name, Norm norm) {
        int width = norm.gain().remaining();
        String gain = writer.constant(name + ".gain", norm.gain(), width);
        String bias = writer.constant(name + ".bias", norm.bias(), width);
        return writer.node(
                "LayerNormalization", List.of(x, gain, bias), Map.of("axis", -1L, "epsilon", norm.epsilon()));
    }
}
