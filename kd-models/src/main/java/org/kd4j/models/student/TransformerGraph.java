package org.kd4j.models.student;

import java.nio.FloatBuffer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kd4j.models.head.HeadKind;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A {@link TransformerStudent} as a DL4J graph: an {@link EncoderLayer}, then DL4J's own layers. Input {@code tokens}:
 * ids [batch, 1, tokens], int or float, rows filled with the padding id. Output: class probabilities [batch, classes];
 * the activation of layer {@code logits} is the logits. It can be fitted.
 */
final class TransformerGraph {
    static final String INNER = "inner";
    static final String LOGITS = "logits";
    private static final String TOKENS = "tokens";
    private static final String ENCODER = "encoder";
    private static final String PROBABILITIES = "probabilities";

    /** The usual rate for fine-tuning, for whoever fits the graph in DL4J. */
    private static final double RATE = 5e-5;

    /** Of DL4J's own draws where it is fitted; without one the clock gives it, and equal students are unequal files. */
    private static final long SEED = 1;

    private TransformerGraph() {}

    /** @param weights of the encoder, then of the head; copied */
    static ComputationGraph of(TransformerSettings settings, FloatBuffer weights) {
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .seed(SEED)
                .updater(new Adam(RATE))
                .graphBuilder()
                .addInputs(TOKENS)
                .addLayer(ENCODER, new EncoderLayer.Builder(settings).build(), TOKENS);
        String features = ENCODER;
        if (settings.head().hasInner()) {
            DenseLayer inner = dense(settings, settings.encoder().hidden(), function(settings.head()), 0);
            builder.addLayer(INNER, inner, ENCODER);
            features = INNER;
        }
        DenseLayer logits = dense(
                settings, settings.task().classes(), Activation.IDENTITY.getActivationFunction(), settings.dropout());
        LossLayer softmax = new LossLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .build();
        ComputationGraph graph = new ComputationGraph(builder.addLayer(LOGITS, logits, features)
                .addLayer(PROBABILITIES, softmax, LOGITS)
                .setOutputs(PROBABILITIES)
                .build());
        graph.init(copy(weights), false);
        return graph;
    }

    private static IActivation function(HeadKind head) {
        return switch (head) {
            case LINEAR -> Activation.IDENTITY.getActivationFunction();
            case RELU -> Activation.RELU.getActivationFunction();
            case TANH -> Activation.TANH.getActivationFunction();
            case GELU -> new GeluFunction(false);
            case GELU_TANH -> new GeluFunction(true);
        };
    }

    private static INDArray copy(FloatBuffer weights) {
        float[] values = new float[weights.limit()];
        weights.get(0, values);
        return Nd4j.create(values, new long[] {1, values.length}, 'c');
    }

    private static DenseLayer dense(TransformerSettings settings, int outputs, IActivation activation, double dropout) {
        DenseLayer.Builder layer = new DenseLayer.Builder()
                .nIn(settings.encoder().hidden())
                .nOut(outputs)
                .activation(activation);
        // DL4J's argument is the probability of keeping a value, where 0 means no dropout.
        return (dropout == 0 ? layer : layer.dropOut(1 - dropout)).build();
    }
}
