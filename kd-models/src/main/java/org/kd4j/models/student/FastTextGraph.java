package org.kd4j.models.student;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kd4j.core.samediff.HostMemory;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A {@link FastTextLinear} in DL4J's own layers. Input {@code tokens}: ids [batch, 1, tokens], int or float, rows filled
 * with the padding id, at most maxTokens ids in a row that are not padding. Output: class probabilities [batch,
 * classes]; the activation of layer {@code logits} is the logits.
 *
 * <p>A mean over the tokens that are not padding needs their number, and DL4J has no layer that divides. So each token
 * is embedded a second time as 1 and padding as 0; the sum of these counts the tokens, and the count is looked up in a
 * table of reciprocals. No mask is fed, and a row of padding alone has mean 0. The graph answers but cannot be fitted:
 * DL4J sends no gradient back through a table look-up, and refuses to go on without.
 */
final class FastTextGraph {
    private static final String EMBEDDING = "embedding";
    private static final String SUM = "sum";
    private static final String PRESENCE = "presence";
    private static final String COUNT = "count";
    private static final String RECIPROCAL = "reciprocal";
    private static final String MEAN = "mean";
    private static final String LOGITS = "logits";

    /** Of DL4J's own draws where it is fitted; without one the clock gives it, and equal students are unequal files. */
    private static final long SEED = 1;

    private FastTextGraph() {}

    static ComputationGraph of(FastTextSettings settings, FastTextWeights weights) {
        ComputationGraph graph = new ComputationGraph(configuration(settings));
        graph.init();
        TextTask task = settings.task();
        int dimension = settings.dimension();
        graph.setParam(
                EMBEDDING + "_W",
                Nd4j.create(weights.embeddings(), new long[] {task.vocabularySize(), dimension}, 'c'));
        graph.setParam(PRESENCE + "_W", presence(task));
        graph.setParam(RECIPROCAL + "_W", reciprocals(task.maxTokens(), dimension));
        graph.setParam(
                LOGITS + "_W",
                Nd4j.create(weights.output(), new long[] {task.classes(), dimension}, 'c')
                        .transpose());
        graph.setParam(LOGITS + "_b", Nd4j.create(weights.bias(), new long[] {1, task.classes()}, 'c'));
        return graph;
    }

    /** The parameters of such a graph, as {@link #of} was given them. */
    static FastTextWeights weights(ComputationGraph graph) {
        return new FastTextWeights(
                HostMemory.copy(graph.getParam(EMBEDDING + "_W")),
                HostMemory.copy(graph.getParam(LOGITS + "_W").transpose()),
                HostMemory.copy(graph.getParam(LOGITS + "_b")));
    }

    /** Whether two graphs of the same shapes take the same tokens for padding. */
    static boolean agree(ComputationGraph one, ComputationGraph other) {
        return one.getParam(PRESENCE + "_W").equals(other.getParam(PRESENCE + "_W"));
    }

    private static ComputationGraphConfiguration configuration(FastTextSettings settings) {
        TextTask task = settings.task();
        int dimension = settings.dimension();
        return new NeuralNetConfiguration.Builder()
                .seed(SEED)
                .graphBuilder()
                .addInputs("tokens")
                .addLayer(EMBEDDING, embedding(task.vocabularySize(), dimension), "tokens")
                .addLayer(SUM, new GlobalPoolingLayer(PoolingType.SUM), EMBEDDING)
                .addLayer(PRESENCE, embedding(task.vocabularySize(), 1), "tokens")
                .addLayer(COUNT, new GlobalPoolingLayer(PoolingType.SUM), PRESENCE)
                .addLayer(RECIPROCAL, reciprocal(task.maxTokens(), dimension), COUNT)
                .addVertex(MEAN, new ElementWiseVertex(ElementWiseVertex.Op.Product), SUM, RECIPROCAL)
                .addLayer(LOGITS, logits(dimension, task.classes()), MEAN)
                .addLayer("probabilities", probabilities(), LOGITS)
                .setOutputs("probabilities")
                .build();
    }

    private static EmbeddingSequenceLayer embedding(int rows, int dimension) {
        return new EmbeddingSequenceLayer.Builder()
                .nIn(rows)
                .nOut(dimension)
                .inferInputLength(true)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static EmbeddingLayer reciprocal(int maxTokens, int dimension) {
        return new EmbeddingLayer.Builder()
                .nIn(maxTokens + 1)
                .nOut(dimension)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static DenseLayer logits(int dimension, int classes) {
        return new DenseLayer.Builder()
                .nIn(dimension)
                .nOut(classes)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static LossLayer probabilities() {
        return new LossLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static INDArray presence(TextTask task) {
        INDArray presence = Nd4j.ones(task.vocabularySize(), 1);
        presence.putScalar(task.paddingId(), 0, 0.0);
        return presence;
    }

    /** Row n holds 1 / n, row 0 zeros: [maxTokens + 1, dimension]. */
    private static INDArray reciprocals(int maxTokens, int dimension) {
        INDArray table = Nd4j.zeros(maxTokens + 1, dimension);
        for (int n = 1; n <= maxTokens; n++) {
            table.getRow(n).assign(1.0 / n);
        }
        return table;
    }
}
