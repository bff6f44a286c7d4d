package org.kd4j.models.student;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.ParameterPart.Kind;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The layers of a {@link KimCnn}, all of them DL4J's own. Both graphs below have the same parameters in the same order:
 * embedding, then bias and kernel of each width, then the output.
 */
final class KimCnnGraph {
    static final String EMBEDDING = "embedding";
    static final String LOGITS = "logits";
    private static final String TOKENS = "tokens";
    private static final String FEATURES = "features";
    private static final String PROBABILITIES = "probabilities";

    /** Of DL4J's own draws where it is fitted; without one the clock gives it, and equal students are unequal files. */
    private static final long SEED = 1;

    private KimCnnGraph() {}

    static String convolution(int width) {
        return "convolution-" + width;
    }

    /** From ids [batch, 1, tokens] to logits [batch, classes]. */
    static ComputationGraph withLogits(KimCnnSettings settings) {
        ComputationGraph graph =
                new ComputationGraph(logits(settings).setOutputs(LOGITS).build());
        graph.init();
        return graph;
    }

    /** From ids [batch, 1, tokens] to class probabilities [batch, classes]; a copy, ready to be saved or fitted on. */
    static ComputationGraph withProbabilities(KimCnnSettings settings, ComputationGraph parameters) {
        LossLayer softmax = new LossLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .build();
        ComputationGraph graph = new ComputationGraph(logits(settings)
                .addLayer(PROBABILITIES, softmax, LOGITS)
                .setOutputs(PROBABILITIES)
                .build());
        graph.init(parameters.params(), true);
        return graph;
    }

    /**
     * Sets the filters of one width.
     *
     * @param kernel [filters, dimension, width], as PyTorch keeps it
     */
    static void setKernel(ComputationGraph graph, INDArray kernel) {
        String name = convolution((int) kernel.size(2)) + "_W";
        // DL4J declares the parameter as [filters, dimension, width, 1], but computes with the same memory read as
        // [width, dimension, filters].
        INDArray asRead = kernel.permute(2, 1, 0).dup('c');
        graph.setParam(name, asRead.reshape('c', graph.getParam(name).shape()));
    }

    /** Where each parameter lies. The embedding's memory has the tokens last, so that it is no table of rows. */
    static List<ParameterPart> parts(ComputationGraph graph) {
        List<ParameterPart> parts = new ArrayList<>();
        graph.paramTable().forEach((name, array) -> {
            Kind kind = name.endsWith("_b") ? Kind.BIAS : Kind.WEIGHT;
            int length = Math.toIntExact(array.length());
            parts.add(new ParameterPart(name, Math.toIntExact(array.offset()), List.of(length), kind));
        });
        parts.sort(Comparator.comparingInt(ParameterPart::offset));
        return parts;
    }

    private static GraphBuilder logits(KimCnnSettings settings) {
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .seed(SEED)
                .updater(new Adam())
                .convolutionMode(ConvolutionMode.Truncate)
                .graphBuilder()
                .addInputs(TOKENS)
                .addLayer(EMBEDDING, embedding(settings), TOKENS);
        String[] pools =
                settings.widths().stream().map(width -> "pool-" + width).toArray(String[]::new);
        for (int i = 0; i < pools.length; i++) {
            String convolution = convolution(settings.widths().get(i));
            builder.addLayer(
                            convolution, convolution(settings, settings.widths().get(i)), EMBEDDING)
                    .addLayer(pools[i], new GlobalPoolingLayer(PoolingType.MAX), convolution);
        }
        return builder.addVertex(FEATURES, new MergeVertex(), pools).addLayer(LOGITS, output(settings), FEATURES);
    }

    private static EmbeddingSequenceLayer embedding(KimCnnSettings settings) {
        return new EmbeddingSequenceLayer.Builder()
                .nIn(settings.task().vocabularySize())
                .nOut(settings.embedding())
                .inferInputLength(true)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static Convolution1DLayer convolution(KimCnnSettings settings, int width) {
        return new Convolution1DLayer.Builder(width)
                .nIn(settings.embedding())
                .nOut(settings.filters())
                .activation(Activation.RELU)
                .build();
    }

    private static DenseLayer output(KimCnnSettings settings) {
        DenseLayer.Builder output = new DenseLayer.Builder()
                .nIn(settings.features())
                .nOut(settings.task().classes())
                .activation(Activation.IDENTITY);
        // DL4J's argument is the probability of keeping a feature, where 0 means no dropout.
        return (settings.dropout() == 0 ? output : output.dropOut(1 - settings.dropout())).build();
    }
}
