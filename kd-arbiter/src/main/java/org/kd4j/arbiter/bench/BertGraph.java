package org.kd4j.arbiter.bench;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.samediff.GatherGradient;
import org.kd4j.core.samediff.SameDiffStudent;
import org.kd4j.core.seed.Seeds;
import org.kd4j.core.training.StepSettings;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A BERT with a pooler and a classifier as a SameDiff graph, of operations that ND4J 1.0.0-M2.1 differentiates rightly, for
 * texts that all have one length. Activations are [records · length, width].
 */
final class BertGraph {
    private static final String IDS = "ids";
    private static final String POSITIONS = "positions";
    private static final String TYPES = "types";
    private static final String FIRST = "first";
    private static final String LOGITS = "logits";
    private static final double DEVIATION = 0.02;

    private final SameDiff graph = SameDiff.create();
    private final SplittableRandom random = Seeds.stream(1, "bench graph", 0);
    private final EncoderShape shape;
    private final int length;

    private BertGraph(EncoderShape shape, int length) {
        this.shape = shape;
        this.length = length;
    }

    /** With random weights, and without dropout. */
    static SameDiffStudent student(EncoderShape shape, int length, int classes, StepSettings settings) {
        GatherGradient.install();
        BertGraph made = new BertGraph(shape, length);
        made.build(classes);
        return new SameDiffStudent(made.graph, made::inputs, LOGITS, classes, SameDiffStudent::kindByName, settings, 1);
    }

    private Map<String, INDArray> inputs(int[][] tokens, SplittableRandom dropout) {
        int rows = tokens.length * length;
        long[] ids = IntStream.range(0, rows)
                .mapToLong(row -> tokens[row / length][row % length])
                .toArray();
        long[] positions =
                IntStream.range(0, rows).mapToLong(row -> row % length).toArray();
        long[] first = IntStream.range(0, tokens.length)
                .mapToLong(record -> (long) record * length)
                .toArray();
        return Map.of(
                IDS, Nd4j.createFromArray(ids),
                POSITIONS, Nd4j.createFromArray(positions),
                TYPES, Nd4j.createFromArray(new long[rows]),
                FIRST, Nd4j.createFromArray(first));
    }

    private void build(int classes) {
        int hidden = shape.hidden();
        SDVariable sum = table("embeddings.words", IDS, shape.embeddings().vocabulary())
                .add(table("embeddings.positions", POSITIONS, shape.embeddings().positions()))
                .add(table("embeddings.types", TYPES, shape.embeddings().types()));
        SDVariable x = norm("embeddings_norm.", sum);
        for (int layer = 0; layer < shape.layers(); layer++) {
            x = block("block." + layer + ".", x);
        }
        SDVariable first = graph.gather(x, graph.placeHolder(FIRST, DataType.INT64, -1), 0);
        SDVariable pooled = graph.math.tanh(linear("pooler.", first, hidden, hidden));
        linear("classifier.", pooled, hidden, classes).rename(LOGITS);
    }

    private SDVariable block(String name, SDVariable x) {
        int hidden = shape.hidden();
        int inside = shape.intermediate();
        SDVariable attended = linear(name + "output.", attention(name, x), hidden, hidden);
        SDVariable middle = norm(name + "attention_norm.", attended.add(x));
        SDVariable inner = gelu(linear(name + "up.", middle, hidden, inside));
        return norm(
                name + "output_norm.",
                linear(name + "down.", inner, inside, hidden).add(middle));
    }

    private SDVariable attention(String name, SDVariable x) {
        int hidden = shape.hidden();
        SDVariable q = heads(linear(name + "query.", x, hidden, hidden));
        SDVariable k = heads(linear(name + "key.", x, hidden, hidden)).permute(0, 1, 3, 2);
        SDVariable v = heads(linear(name + "value.", x, hidden, hidden));
        double scale = 1 / Math.sqrt((double) hidden / shape.heads());
        SDVariable context = graph.nn.softmax(q.mmul(k).mul(scale), 3).mmul(v);
        return context.permute(0, 2, 1, 3).reshape(-1, hidden);
    }

    private SDVariable heads(SDVariable x) {
        return x.reshape(-1, length, shape.heads(), shape.hidden() / shape.heads())
                .permute(0, 2, 1, 3);
    }

    private SDVariable norm(String name, SDVariable x) {
        SDVariable centred = x.sub(x.mean(true, 1));
        SDVariable variance = centred.mul(centred).mean(true, 1);
        SDVariable normal = centred.div(graph.math.sqrt(variance.add(shape.epsilon())));
        return normal.mul(graph.var(name + "gain", Nd4j.ones(shape.hidden())))
                .add(graph.var(name + "bias", Nd4j.zeros(shape.hidden())));
    }

    private SDVariable gelu(SDVariable x) {
        return x.mul(0.5).mul(graph.math.erf(x.mul(Math.sqrt(0.5))).add(1));
    }

    private SDVariable linear(String name, SDVariable x, int in, int out) {
        SDVariable weight = graph.var(name + "weight", normal(in, out));
        return x.mmul(weight).add(graph.var(name + "bias", Nd4j.zeros(out)));
    }

    private SDVariable table(String name, String ids, int rows) {
        SDVariable table = graph.var(name, normal(rows, shape.hidden()));
        return graph.gather(table, graph.placeHolder(ids, DataType.INT64, -1), 0);
    }

    private INDArray normal(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (DEVIATION * random.nextGaussian());
        }
        return Nd4j.create(values, new long[] {rows, columns}, 'c');
    }
}
