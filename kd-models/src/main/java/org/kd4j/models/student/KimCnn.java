package org.kd4j.models.student;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.samediff.HostMemory;
import org.kd4j.core.seed.Seeds;
import org.kd4j.core.state.StateReader;
import org.kd4j.core.state.StateWriter;
import org.kd4j.core.training.GradientModel;
import org.kd4j.core.training.GradientStep;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.Pass;
import org.kd4j.core.training.TouchedRows;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Convolutions of several widths over token embeddings, the maximum of each filter over the text, and a linear layer. A
 * DL4J {@link ComputationGraph} holds the parameters and computes the way forward; see {@link FilterBank} for the way
 * back.
 *
 * <p>Kim: Convolutional Neural Networks for Sentence Classification, 2014 (arXiv:1408.5882), the variant "non-static" on
 * random embeddings. Convolutions are valid ones, and every text counts as filled up with padding to maxTokens, whatever
 * the batch: a window of padding alone answers relu(bias). The embedding of padding is zero and never learns.
 *
 * <p>Not thread-safe. The same seed, platform and number of threads give the same parameters.
 */
public final class KimCnn implements Student {
    /** Records that {@link #logits} takes at a time. */
    private static final int CHUNK = 128;

    private final KimCnnSettings settings;
    private final ComputationGraph graph;
    private final long seed;
    private final GradientStep step;
    private final List<FilterBank> banks = new ArrayList<>();
    private final OutputLayer output;

    /** A student with random parameters, the same for the same seed. */
    public static KimCnn create(KimCnnSettings settings, long seed) {
        ComputationGraph graph = KimCnnGraph.withLogits(settings);
        KimCnnInitialization.fill(graph, settings, Seeds.stream(seed, "initial weights", 0));
        return new KimCnn(settings, graph, seed);
    }

    /**
     * A student as {@link #save} wrote it, with the optimizer's state at zero.
     *
     * @throws InvalidInput if the file is no such student of these settings
     */
    public static KimCnn load(Path file, KimCnnSettings settings) {
        ComputationGraph graph = KimCnnGraph.withLogits(settings);
        ComputationGraph like = KimCnnGraph.withProbabilities(settings, graph);
        try {
            ComputationGraph saved = GraphFile.read(file, like);
            graph.setParams(saved.params());
            saved.close();
            return new KimCnn(settings, graph, 0);
        } catch (InvalidInput e) {
            graph.close();
            throw e;
        } finally {
            like.close();
        }
    }

    /** A student that starts from, and owns, a graph of {@link KimCnnGraph#withLogits}. */
    KimCnn(KimCnnSettings settings, ComputationGraph graph, long seed) {
        this.settings = settings;
        this.graph = graph;
        this.seed = seed;
        for (int width : settings.widths()) {
            String name = KimCnnGraph.convolution(width);
            banks.add(new FilterBank(
                    width, settings.filters(), settings.embedding(), offset(name + "_W"), offset(name + "_b")));
        }
        output = new OutputLayer(
                classes(), settings.features(), offset(KimCnnGraph.LOGITS + "_W"), offset(KimCnnGraph.LOGITS + "_b"));
        step = new GradientStep(new Network(), settings.step());
    }

    @Override
    public int classes() {
        return settings.task().classes();
    }

    /** All weights but the padding row's, which never changes. */
    @Override
    public long parameters() {
        return graph.numParams() - settings.embedding();
    }

    @Override
    public float[][] logits(int[][] tokens) {
        float[][] logits = new float[tokens.length][];
        for (int from = 0; from < tokens.length; from += CHUNK) {
            int[][] rows = Arrays.copyOfRange(tokens, from, Math.min(tokens.length, from + CHUNK));
            INDArray ids = PaddedTokens.of(rows, settings).array();
            float[][] answers = graph.outputSingle(ids).toFloatMatrix();
            System.arraycopy(answers, 0, logits, from, answers.length);
        }
        return logits;
    }

    @Override
    public double learn(Batch records, int[] rows, Objective objective, double learningRate, double[] terms) {
        Expect.learningRate(learningRate);
        objective.requireLogitsAlone();
        output.check(records, rows, objective);
        for (int row : rows) {
            settings.task().check(records.tokens()[row]);
        }
        return step.learn(records, rows, objective, learningRate, terms);
    }

    /** The network with its way back. */
    private final class Network implements GradientModel {
        private float[] gradient;

        @Override
        public List<ParameterPart> parts() {
            return KimCnnGraph.parts(graph);
        }

        @Override
        public FloatBuffer weights() {
            return HostMemory.of(graph.params());
        }

        @Override
        public FloatBuffer gradient() {
            if (gradient == null) {
                gradient = new float[Math.toIntExact(graph.numParams())];
            }
            return FloatBuffer.wrap(gradient);
        }

        @Override
        public double addGradient(Pass pass, TouchedRows touched) {
            Batch batch = pass.batch();
            PaddedTokens tokens = PaddedTokens.of(batch.tokens(), settings);
            Map<String, INDArray> activations = graph.feedForward(new INDArray[] {tokens.array()}, false, true);
            Features features = pool(activations, batch.size());
            features.drop(settings.dropout(), Seeds.stream(seed, "dropout", pass.number()));
            features.shutRectifiers();
            FloatBuffer parameters = weights();
            double loss = output.backward(parameters, features, pass);

            float[] embeddings =
                    HostMemory.copy(activations.get(KimCnnGraph.EMBEDDING).permute(0, 2, 1));
            EmbeddedTokens embedded = EmbeddedTokens.of(tokens, settings.embedding(), embeddings);
            output.addTo(gradient());
            for (int i = 0; i < banks.size(); i++) {
                banks.get(i).backward(parameters, features, i * settings.filters(), embedded);
                banks.get(i).addTo(gradient);
            }
            embedded.addTo(
                    gradient,
                    offset(KimCnnGraph.EMBEDDING + "_W"),
                    settings.task().vocabularySize());
            return loss;
        }

        @Override
        public void weightsChanged() {
            HostMemory.changed(graph.params());
        }
    }

    private Features pool(Map<String, INDArray> activations, int records) {
        Features features = Features.of(records, settings.features());
        for (int i = 0; i < banks.size(); i++) {
            float[] maps = HostMemory.copy(
                    activations.get(KimCnnGraph.convolution(settings.widths().get(i))));
            banks.get(i).pool(maps, features.values(), settings.features(), i * settings.filters());
        }
        return features;
    }

    /**
     * Writes a graph of DL4J's own layers, from ids [batch, 1, tokens], int or float, to class probabilities. It answers
     * as this student does for rows that are filled up to maxTokens with the padding id. Fitted further in DL4J, it
     * moves the embedding of padding too.
     */
    @Override
    public void save(Path file) {
        GraphFile.write(KimCnnGraph.withProbabilities(settings, graph), file);
    }

    @Override
    public void writeState(StateWriter out) throws IOException {
        step.writeState(out);
    }

    @Override
    public void readState(StateReader in) throws IOException {
        step.readState(in);
    }

    @Override
    public void close() {
        step.close();
        graph.close();
    }

    /** The parameters as one vector, live. */
    INDArray flatParameters() {
        return graph.params();
    }

    private int offset(String parameter) {
        return Math.toIntExact(graph.getParam(parameter).offset());
    }
}
