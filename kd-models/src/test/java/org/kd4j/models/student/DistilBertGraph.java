package org.kd4j.models.student;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.kd4j.core.samediff.GatherGradient;
import org.kd4j.core.samediff.SameDiffStudent;
import org.kd4j.core.training.StepSettings;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A DistilBERT that classifies (Sanh et al. 2019), of operations that ND4J 1.0.0-M2.1 differentiates rightly. Activations
 * are [records · length, width]; every text counts as padded to one length.
 */
final class DistilBertGraph {
    private static final String IDS = "ids";
    private static final String POSITIONS = "positions";
    private static final String FIRST = "first";
    private static final String BIAS = "mask";
    private static final String LOGITS = "logits";
    private static final double EPSILON = 1e-12;

    private final SameDiff graph = SameDiff.create();
    private final Trajectory weights;
    private final int length;
    private final int heads;
    private final int width;

    private DistilBertGraph(Trajectory weights) {
        this.weights = weights;
        this.length = weights.paddedLength();
        this.heads = weights.hyperparameters().get("heads").asInt();
        this.width = weights.shape("classifier.weight")[1];
    }

    /** The model with the trajectory's initial weights. */
    static SameDiffStudent student(Trajectory weights, StepSettings settings) {
        GatherGradient.install();
        DistilBertGraph made = new DistilBertGraph(weights);
        made.build();
        int classes = weights.shape("classifier.weight")[0];
        return new SameDiffStudent(made.graph, made::inputs, LOGITS, classes, SameDiffStudent::kindByName, settings, 1);
    }

    private Map<String, INDArray> inputs(int[][] tokens, SplittableRandom dropout) {
        int n = tokens.length;
        long[] ids = new long[n * length];
        long[] positions = new long[n * length];
        long[] first = new long[n];
        float[] bias = new float[n * length];
        Arrays.fill(bias, -1e9f);
        for (int i = 0; i < n; i++) {
            first[i] = (long) i * length;
            for (int j = 0; j < length; j++) {
                positions[i * length + j] = j;
            }
            for (int j = 0; j < tokens[i].length; j++) {
                ids[i * length + j] = tokens[i][j];
                bias[i * length + j] = 0;
            }
        }
        return Map.of(
                IDS, Nd4j.createFromArray(ids),
                POSITIONS, Nd4j.createFromArray(positions),
                FIRST, Nd4j.createFromArray(first),
                BIAS, Nd4j.createFromArray(bias).reshape(n, 1, 1, length));
    }

    private void build() {
        String embeddings = "distilbert.embeddings.";
        SDVariable words = table(embeddings + "word_embeddings.weight", IDS);
        SDVariable positions = table(embeddings + "position_embeddings.weight", POSITIONS);
        graph.placeHolder(BIAS, DataType.FLOAT, -1, 1, 1, length);
        SDVariable x = norm(embeddings + "LayerNorm", words.add(positions));
        for (int layer = 0; hasLayer(layer); layer++) {
            x = block("distilbert.transformer.layer." + layer + ".", x);
        }
        SDVariable first = graph.gather(x, graph.placeHolder(FIRST, DataType.INT64, -1), 0);
        SDVariable pooled = graph.nn.relu(linear("pre_classifier", first), 0);
        linear("classifier", pooled).rename(LOGITS);
    }

    private boolean hasLayer(int layer) {
        return weights.hasWeight("distilbert.transformer.layer." + layer + ".ffn.lin1.weight");
    }

    private SDVariable block(String name, SDVariable x) {
        SDVariable attended = linear(name + "attention.out_lin", attention(name + "attention.", x));
        SDVariable middle = norm(name + "sa_layer_norm", attended.add(x));
        SDVariable inner = gelu(linear(name + "ffn.lin1", middle));
        return norm(name + "output_layer_norm", linear(name + "ffn.lin2", inner).add(middle));
    }

    private SDVariable attention(String name, SDVariable x) {
        SDVariable q = heads(linear(name + "q_lin", x));
        SDVariable k = heads(linear(name + "k_lin", x)).permute(0, 1, 3, 2);
        SDVariable v = heads(linear(name + "v_lin", x));
        double scale = 1 / Math.sqrt((double) width / heads);
        SDVariable scores = q.mmul(k).mul(scale).add(graph.getVariable(BIAS));
        SDVariable context = graph.nn.softmax(scores, 3).mmul(v);
        return context.permute(0, 2, 1, 3).reshape(-1, width);
    }

    private SDVariable heads(SDVariable x) {
        return x.reshape(-1, length, heads, width / heads).permute(0, 2, 1, 3);
    }

    private SDVariable norm(String name, SDVariable x) {
        SDVariable centred = x.sub(x.mean(true, 1));
        SDVariable deviation =
                graph.math.sqrt(centred.mul(centred).mean(true, 1).add(EPSILON));
        return centred.div(deviation).mul(variable(name + ".weight")).add(variable(name + ".bias"));
    }

    private SDVariable gelu(SDVariable x) {
        return x.mul(0.5).mul(graph.math.erf(x.mul(Math.sqrt(0.5))).add(1));
    }

    /** PyTorch keeps [out, in]. */
    private SDVariable linear(String name, SDVariable x) {
        INDArray transposed = array(name + ".weight").transpose().dup('c');
        return x.mmul(graph.var(name + ".weight", transposed)).add(variable(name + ".bias"));
    }

    private SDVariable table(String name, String ids) {
        return graph.gather(variable(name), graph.placeHolder(ids, DataType.INT64, -1), 0);
    }

    private SDVariable variable(String name) {
        return graph.var(name, array(name));
    }

    private INDArray array(String name) {
        long[] shape = Arrays.stream(weights.shape(name)).asLongStream().toArray();
        return Nd4j.create(weights.weight(name), shape, 'c');
    }
}
