package org.kd4j.models.student;

import java.util.List;
import org.kd4j.core.encoder.Activation;
import org.kd4j.core.encoder.EmbeddingShape;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.samediff.GatherGradient;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.models.head.HeadKind;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A transformer student as a SameDiff graph, of operations that ND4J 1.0.0-M2.1 computes and differentiates rightly on
 * every backend. Its variables are the student's weights under their names; {@link TransformerInputs} makes its placeholders.
 * Between them states are [records · length, width], padding too, which nothing that counts reads.
 *
 * <p>Its answers are {@link #LOGITS}, [records, classes], and the hidden states.
 */
final class TransformerSameDiff {
    static final String LOGITS = "logits";
    static final String WORD_IDS = "words";
    static final String POSITION_IDS = "positions";
    static final String TYPE_IDS = "types";
    /** Sizes of queries, keys and values before they are taken apart: records, length, 3, heads, size of a head. */
    static final String HEADS = "heads";
    /** What is added to the scores of a key, [records, 1, 1, length]. */
    static final String PADDING = "padding";
    /** What a state counts in its text's vector, [records, records · length]. */
    static final String POOLING = "pooling";
    /** 1 at each text's first token, else 0, [records, records · length]. */
    static final String FIRST = "first";

    /** Which row of a state each row is overwritten by, where it is, [records · length]. */
    static final String SOURCES = "sources";
    /** 1 at each row that is overwritten, else 0, [records · length, 1]. */
    static final String OVERWRITTEN = "overwritten";

    private final TransformerSettings settings;
    private final EncoderShape shape;
    private final boolean intervening;
    private final SameDiff graph = SameDiff.create();

    private TransformerSameDiff(TransformerSettings settings, boolean intervening) {
        this.settings = settings;
        this.shape = settings.encoder();
        this.intervening = intervening;
    }

    /**
     * @param parts of the encoder and the head, which become variables of zeros
     * @param intervening whether rows of states can be overwritten, by rows that the same state has before that
     */
    static SameDiff of(TransformerSettings settings, List<ParameterPart> parts, boolean intervening) {
        GatherGradient.install();
        TransformerSameDiff made = new TransformerSameDiff(settings, intervening);
        for (ParameterPart part : parts) {
            long[] sizes = part.shape().stream().mapToLong(Integer::longValue).toArray();
            made.graph.var(part.name(), Nd4j.zeros(DataType.FLOAT, sizes));
        }
        made.build();
        return made.graph;
    }

    /** Name of the states behind a block, [records · length, hidden]; 0 for the embeddings. */
    static String state(int block) {
        return "state " + block;
    }

    /** Name of the first tokens' states behind a block, [records, hidden]. */
    static String firstState(int block) {
        return "first state " + block;
    }

    /** 1 at each column of a block's state that is overwritten, else 0, [1, hidden]. */
    static String columns(int block) {
        return "columns." + block;
    }

    /** Name of the factors of dropout at one place; there are none where nothing is dropped. */
    static String factors(String place) {
        return "dropout." + place;
    }

    private void build() {
        graph.placeHolder(HEADS, DataType.INT64, 5);
        graph.placeHolder(PADDING, DataType.FLOAT, -1, 1, 1, -1);
        if (intervening) {
            graph.placeHolder(SOURCES, DataType.INT64, -1);
            matrix(OVERWRITTEN);
        }
        SDVariable first = matrix(FIRST);
        SDVariable x = null;
        for (int block = 0; block <= shape.layers(); block++) {
            x = overwritten(block == 0 ? embeddings() : block(x, block), block).rename(state(block));
            first.mmul(x).rename(firstState(block));
        }
        head(matrix(POOLING).mmul(x)).rename(LOGITS);
    }

    /** By factors of 0 and 1, so that values stay what they are to the bit. */
    private SDVariable overwritten(SDVariable x, int block) {
        if (!intervening) {
            return x;
        }
        SDVariable share = graph.getVariable(OVERWRITTEN).mul(matrix(columns(block)));
        SDVariable sources = graph.gather(x, graph.getVariable(SOURCES), 0);
        return x.mul(share.rsub(1)).add(sources.mul(share));
    }

    private SDVariable embeddings() {
        EmbeddingShape embeddings = shape.embeddings();
        SDVariable sum = rows("embeddings.words", WORD_IDS);
        if (embeddings.positions() > 0) {
            sum = sum.add(rows("embeddings.positions", POSITION_IDS));
        }
        if (embeddings.types() > 0) {
            sum = sum.add(rows("embeddings.types", TYPE_IDS));
        }
        SDVariable state = drop(norm(sum, "embeddings.norm"), "embeddings");
        return embeddings.projected() ? linear(state, "embeddings.projection") : state;
    }

    private SDVariable rows(String table, String ids) {
        return graph.gather(graph.getVariable(table), graph.placeHolder(ids, DataType.INT64, -1), 0);
    }

    private SDVariable block(SDVariable x, int block) {
        String name = "layers." + (shape.shared() ? 0 : block - 1) + ".";
        String place = "block." + block + ".";
        SDVariable attended = drop(linear(attention(x, name, place), name + "output"), place + "attention_output");
        SDVariable middle = norm(attended.add(x), name + "attentionNorm");
        SDVariable inner = activated(shape.activation(), linear(middle, name + "up"));
        SDVariable fed = drop(linear(inner, name + "down"), place + "feed_forward_output");
        return norm(fed.add(middle), name + "outputNorm");
    }

    private SDVariable attention(SDVariable x, String name, String place) {
        SDVariable parts = linear(x, name + "queryKeyValue").reshape(graph.getVariable(HEADS));
        SDVariable[] qkv = graph.unstack(parts.permute(2, 0, 3, 1, 4), 0, 3);
        double scale = 1 / Math.sqrt((double) shape.hidden() / shape.heads());
        SDVariable scores = qkv[0].mmul(qkv[1].permute(0, 1, 3, 2)).mul(scale).add(graph.getVariable(PADDING));
        SDVariable probabilities = graph.nn.softmax(scores, 3);
        if (settings.dropout() > 0) {
            String factors = factors(place + "attention");
            probabilities = probabilities.mul(graph.placeHolder(factors, DataType.FLOAT, -1, -1, -1, -1));
        }
        return probabilities.mmul(qkv[2]).permute(0, 2, 1, 3).reshape(-1, shape.hidden());
    }

    private SDVariable head(SDVariable pooled) {
        SDVariable features = pooled;
        if (settings.head().hasInner()) {
            features = function(settings.head(), headLinear(pooled, TransformerGraph.INNER));
        }
        return headLinear(drop(features, "head"), TransformerGraph.LOGITS);
    }

    private SDVariable function(HeadKind head, SDVariable x) {
        return switch (head) {
            case LINEAR -> x;
            case TANH -> graph.math.tanh(x);
            case RELU -> activated(Activation.RELU, x);
            case GELU -> activated(Activation.GELU, x);
            case GELU_TANH -> activated(Activation.GELU_TANH, x);
        };
    }

    /** A head's weights lie output by output. */
    private SDVariable headLinear(SDVariable x, String layer) {
        SDVariable weight = graph.getVariable("head." + layer + ".weight");
        return x.mmul(weight.permute(1, 0)).add(graph.getVariable("head." + layer + ".bias"));
    }

    private SDVariable linear(SDVariable x, String name) {
        return x.mmul(graph.getVariable(name + ".weight")).add(graph.getVariable(name + ".bias"));
    }

    private SDVariable norm(SDVariable x, String name) {
        SDVariable centred = x.sub(x.mean(true, 1));
        SDVariable variance = centred.mul(centred).mean(true, 1);
        SDVariable normal = centred.div(graph.math.sqrt(variance.add(shape.epsilon())));
        return normal.mul(graph.getVariable(name + ".gain")).add(graph.getVariable(name + ".bias"));
    }

    private SDVariable activated(Activation function, SDVariable x) {
        return switch (function) {
            case GELU -> x.mul(0.5).mul(graph.math.erf(x.mul(Math.sqrt(0.5))).add(1));
            case GELU_TANH -> {
                SDVariable cube = x.mul(x).mul(x).mul(0.044715);
                SDVariable tanh = graph.math.tanh(x.add(cube).mul(Math.sqrt(2 / Math.PI)));
                yield x.mul(0.5).mul(tanh.add(1));
            }
            case RELU -> graph.nn.relu(x, 0);
        };
    }

    private SDVariable drop(SDVariable x, String place) {
        return settings.dropout() == 0 ? x : x.mul(matrix(factors(place)));
    }

    private SDVariable matrix(String name) {
        return graph.placeHolder(name, DataType.FLOAT, -1, -1);
    }
}
