package org.kd4j.models.onnx;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.TensorProto;
import org.kd4j.core.encoder.BlockWeights;
import org.kd4j.core.encoder.Dense;
import org.kd4j.core.encoder.EmbeddingWeights;
import org.kd4j.core.encoder.Norm;
import org.kd4j.core.encoder.PositionRule;
import org.kd4j.models.head.PretrainedHead;
import org.kd4j.models.onnx.Value.Constant;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Writes an encoder and what reads its states as the nodes of an ONNX model, of operators of opset 20. */
final class EncoderNodes {
    static final int OPSET = 20;
    static final String IDS = "input_ids";
    static final String MASK = "attention_mask";
    static final String TYPES = "token_type_ids";
    static final String LOGITS = "logits";

    /** What is added to the scores of padding. */
    private static final float FAR = -1e30f;

    private final PretrainedEncoder encoder;
    private final Map<String, Constant> constants = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<BlockWeights, String> shared = new IdentityHashMap<>();
    private String padding;

    private EncoderNodes(PretrainedEncoder encoder) {
        this.encoder = encoder;
    }

    /** @param fingerprint of the weights */
    static OnnxModel model(String name, String fingerprint, PretrainedEncoder encoder, PretrainedHead head) {
        EncoderNodes made = new EncoderNodes(encoder);
        made.head(made.encoder(), head);
        List<OnnxModel.Input> inputs = new ArrayList<>(List.of(input(IDS), input(MASK)));
        if (encoder.embeddings().types().isPresent()) {
            inputs.add(input(TYPES));
        }
        return new OnnxModel(
                name,
                OPSET,
                inputs,
                List.of(LOGITS),
                made.constants,
                made.nodes,
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
        String tokens = node("Unsqueeze", List.of(tokens(), integers(1, 2)));
        return node("Mul", List.of(node("Sub", List.of(number(1), tokens)), number(FAR)));
    }

    private String tokens() {
        return cast(MASK, TensorProto.DataType.FLOAT_VALUE);
    }

    private String cast(String value, int type) {
        return node("Cast", List.of(value), Map.of("to", (long) type));
    }

    private String embeddings(EmbeddingWeights weights) {
        int width = weights.norm().gain().remaining();
        String sum = look("embeddings.words", weights.words(), width, IDS);
        if (weights.types().isPresent()) {
            sum = add(sum, look("embeddings.types", weights.types().get(), width, TYPES));
        }
        if (weights.positions().isPresent()) {
            sum = add(sum, look("embeddings.positions", weights.positions().get(), width, positions(weights.rule())));
        }
        String normal = norm(sum, "embeddings.norm", weights.norm());
        return weights.projection().isPresent()
                ? dense(normal, "embeddings.projection", weights.projection().get())
                : normal;
    }

    private String look(String name, FloatBuffer table, int width, String rows) {
        return node("Gather", List.of(constant(name, table, table.remaining() / width, width), rows));
    }

    private String positions(PositionRule rule) {
        if (rule instanceof PositionRule.BehindPadding behind) {
            String token = node("Not", List.of(node("Equal", List.of(IDS, integer(behind.paddingId())))));
            String counted = cast(token, TensorProto.DataType.INT64_VALUE);
            String count = node("CumSum", List.of(counted, integer(1)));
            return add(node("Mul", List.of(count, counted)), integer(behind.paddingId()));
        }
        String length = node("Gather", List.of(node("Shape", List.of(IDS)), integer(1)));
        String range = node("Range", List.of(integer(0), length, integer(1)));
        return node("Unsqueeze", List.of(range, integers(0)));
    }

    private String block(String state, BlockWeights weights) {
        String name = shared.computeIfAbsent(weights, first -> "layers." + shared.size() + ".");
        String middle =
                norm(add(attention(state, name, weights), state), name + "attentionNorm", weights.attentionNorm());
        String inner = activation(dense(middle, name + "up", weights.up()));
        return norm(
                add(dense(inner, name + "down", weights.down()), middle), name + "outputNorm", weights.outputNorm());
    }

    private String attention(String state, String name, BlockWeights weights) {
        int width = weights.query().out() / encoder.heads();
        String queries = heads(dense(state, name + "query", weights.query()), 0, 2, 1, 3);
        String keys = heads(dense(state, name + "key", weights.key()), 0, 2, 3, 1);
        String values = heads(dense(state, name + "value", weights.value()), 0, 2, 1, 3);
        String scores = node("Div", List.of(node("MatMul", List.of(queries, keys)), number((float) Math.sqrt(width))));
        String probabilities = node("Softmax", List.of(add(scores, padding)), Map.of("axis", -1L));
        String context = transpose(node("MatMul", List.of(probabilities, values)), 0, 2, 1, 3);
        String joined =
                node("Reshape", List.of(context, integers(0, 0, weights.query().out())));
        return dense(joined, name + "output", weights.output());
    }

    private String heads(String x, long... axes) {
        return transpose(node("Reshape", List.of(x, integers(0, 0, encoder.heads(), -1))), axes);
    }

    private String transpose(String x, long... axes) {
        List<Long> order = new ArrayList<>();
        for (long axis : axes) {
            order.add(axis);
        }
        return node("Transpose", List.of(x), Map.of("perm", order));
    }

    private String activation(String x) {
        return switch (encoder.activation()) {
            case GELU -> node("Gelu", List.of(x), Map.of("approximate", "none"));
            case GELU_TANH -> node("Gelu", List.of(x), Map.of("approximate", "tanh"));
            case RELU -> node("Relu", List.of(x));
        };
    }

    /** The state of padding does not enter: a text without tokens has the zero vector. */
    private void head(String states, PretrainedHead head) {
        String tokens = node("Unsqueeze", List.of(tokens(), integers(2)));
        String kept = node("Mul", List.of(states, tokens));
        String vector = switch (head.pooling()) {
            case CLS -> node("Gather", List.of(kept, integer(0)), Map.of("axis", 1L));
            case MEAN -> node("Div", List.of(sum(kept), node("Max", List.of(sum(tokens), number(1)))));
        };
        String features = switch (head.kind()) {
            case LINEAR -> vector;
            case RELU -> node("Relu", List.of(inner(vector, head)));
            case TANH -> node("Tanh", List.of(inner(vector, head)));
        };
        String logits = dense(features, "head.logits", head.output());
        nodes.add(new Node("Identity", List.of(logits), List.of(LOGITS), Map.of()));
    }

    private String inner(String vector, PretrainedHead head) {
        return dense(vector, "head.inner", head.inner().orElseThrow());
    }

    /** Over the positions. */
    private String sum(String x) {
        return node("ReduceSum", List.of(x, integers(1)), Map.of("keepdims", 0L));
    }

    private String dense(String x, String name, Dense layer) {
        String weights = constant(name + ".weight", layer.weights(), layer.in(), layer.out());
        String bias = constant(name + ".bias", layer.bias(), layer.out());
        return add(node("MatMul", List.of(x, weights)), bias);
    }

    private String norm(String x, String name, Norm norm) {
        int width = norm.gain().remaining();
        String gain = constant(name + ".gain", norm.gain(), width);
        String bias = constant(name + ".bias", norm.bias(), width);
        Map<String, Object> attributes = new HashMap<>(Map.of("axis", -1L, "epsilon", norm.epsilon()));
        return node("LayerNormalization", List.of(x, gain, bias), attributes);
    }

    private String add(String one, String other) {
        return node("Add", List.of(one, other));
    }

    private String node(String operator, List<String> inputs) {
        return node(operator, inputs, Map.of());
    }

    private String node(String operator, List<String> inputs, Map<String, Object> attributes) {
        String output = operator + "." + nodes.size();
        nodes.add(new Node(operator, inputs, List.of(output), attributes));
        return output;
    }

    private String number(float value) {
        return define(String.valueOf(value), Nd4j.scalar(value), DataType.FLOAT);
    }

    private String integer(long value) {
        return define("integer " + value, Nd4j.scalar(value), DataType.INT64);
    }

    private String integers(long... values) {
        StringBuilder name = new StringBuilder("integers");
        for (long value : values) {
            name.append(' ').append(value);
        }
        return define(name.toString(), Nd4j.createFromArray(values), DataType.INT64);
    }

    private String constant(String name, FloatBuffer values, long... shape) {
        if (!constants.containsKey(name)) {
            float[] copy = new float[values.remaining()];
            values.duplicate().get(copy);
            define(name, Nd4j.create(copy, shape, 'c'), DataType.FLOAT);
        }
        return name;
    }

    private String define(String name, INDArray array, DataType type) {
        constants.putIfAbsent(name, new Constant(name, array, type));
        return name;
    }
}
