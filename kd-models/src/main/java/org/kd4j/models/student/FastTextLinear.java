package org.kd4j.models.student;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.state.StateReader;
import org.kd4j.core.state.StateWriter;
import org.kd4j.core.training.RecordLoss;

/**
 * A linear classifier on the mean of a text's token embeddings: z = W · mean(e) + b. Padding ids count for nothing; a
 * text without tokens has mean 0, and so the logits b.
 *
 * <p>Joulin et al.: Bag of Tricks for Efficient Text Classification, 2016 (arXiv:1607.01759), without n-grams. The usual
 * recipe is plain gradient descent on one record at a time, at rate 0.5 halved each epoch.
 *
 * <p>It trains in plain Java on the rows that a record touches, since a dense gradient over the vocabulary would cost
 * more than everything else; {@link #graph()} is the same function in DL4J's layers. Not thread-safe.
 */
public final class FastTextLinear implements Student {
    private final FastTextSettings settings;
    private final FastTextWeights weights;
    private final RecordLoss loss;
    private final float[] mean;
    private final float[] outputGradient;
    private final float[] biasGradient;
    /** d loss / d mean of each record of a batch, [records · dimension]. */
    private float[] meanGradients;

    /** A student with random embeddings and a zero output, the same for the same seed. */
    public static FastTextLinear create(FastTextSettings settings, long seed) {
        return new FastTextLinear(settings, FastTextWeights.random(settings, seed));
    }

    /**
     * A student as {@link #save} wrote it.
     *
     * @throws InvalidInput if the file is no such student of these settings
     */
    public static FastTextLinear load(Path file, FastTextSettings settings) {
        ComputationGraph empty = FastTextGraph.of(settings, FastTextWeights.random(settings, 0));
        try {
            ComputationGraph saved = GraphFile.read(file, empty);
            try {
                if (!FastTextGraph.agree(saved, empty)) {
                    throw GraphFile.notOurs(file, "a graph of another padding id");
                }
                return new FastTextLinear(settings, FastTextGraph.weights(saved));
            } finally {
                saved.close();
            }
        } finally {
            empty.close();
        }
    }

    /** A student that starts from, and owns, these weights. */
    FastTextLinear(FastTextSettings settings, FastTextWeights weights) {
        this.settings = settings;
        this.weights = weights.checked(settings);
        this.loss = new RecordLoss(classes());
        this.mean = new float[settings.dimension()];
        this.outputGradient = new float[classes() * settings.dimension()];
        this.biasGradient = new float[classes()];
        this.meanGradients = new float[settings.dimension()];
    }

    @Override
    public int classes() {
        return settings.task().classes();
    }

    /** All weights but the padding row's, which never changes. */
    @Override
    public long parameters() {
        return weights.embeddings().length - settings.dimension() + weights.output().length + weights.bias().length;
    }

    @Override
    public float[][] logits(int[][] tokens) {
        float[][] logits = new float[tokens.length][classes()];
        for (int row = 0; row < tokens.length; row++) {
            settings.task().check(tokens[row]);
            forward(tokens[row]);
            for (int c = 0; c < classes(); c++) {
                logits[row][c] = (float) loss.logits()[c];
            }
        }
        return logits;
    }

    @Override
    public double learn(Batch records, int[] rows, Objective objective, double learningRate, double[] terms) {
        check(records, rows, objective, learningRate);
        int dimension = settings.dimension();
        if (meanGradients.length < rows.length * dimension) {
            meanGradients = new float[rows.length * dimension];
        }
        float rate = (float) (learningRate / rows.length);
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            sum += backward(records, rows[i], objective, i * dimension, terms);
        }
        stepOutput(rate);
        for (int i = 0; i < rows.length; i++) {
            stepEmbeddings(records.tokens()[rows[i]], i * dimension, rate);
        }
        return sum / rows.length;
    }

    /**
     * The same classifier as a graph of DL4J's own layers, holding a copy of the parameters; see
     * {@link FastTextGraph} for how it is fed.
     */
    public ComputationGraph graph() {
        return FastTextGraph.of(settings, weights);
    }

    /** Writes {@link #graph()}. */
    @Override
    public void save(Path file) {
        GraphFile.write(graph(), file);
    }

    @Override
    public void writeState(StateWriter out) throws IOException {
        out.floats("embeddings", weights.embeddings());
        out.floats("output", weights.output());
        out.floats("bias", weights.bias());
    }

    @Override
    public void readState(StateReader in) throws IOException {
        in.floats("embeddings", weights.embeddings());
        in.floats("output", weights.output());
        in.floats("bias", weights.bias());
    }

    @Override
    public void close() {
        // Everything is on the heap.
    }

    /** The parameters, live. */
    FastTextWeights weights() {
        return weights;
    }

    private void check(Batch records, int[] rows, Objective objective, double learningRate) {
        Expect.learningRate(learningRate);
        objective.requireLogitsAlone();
        RecordLoss.check(records, rows, objective, classes());
        for (int row : rows) {
            settings.task().check(records.tokens()[row]);
        }
    }

    /** Fills the mean embedding and the logits. */
    private void forward(int[] tokens) {
        int dimension = mean.length;
        Arrays.fill(mean, 0f);
        float share = share(tokens);
        for (int id : tokens) {
            // The padding row is zero: adding it changes nothing.
            Vectors.addScaled(share, weights.embeddings(), id * dimension, mean, 0, dimension);
        }
        for (int c = 0; c < classes(); c++) {
            loss.logits()[c] = weights.bias()[c] + Vectors.dot(weights.output(), c * dimension, mean, 0, dimension);
        }
    }

    /** Adds to the gradient of the output, and writes that of the mean from {@code at} on. Changes no weight. */
    private double backward(Batch batch, int row, Objective objective, int at, double[] terms) {
        forward(batch.tokens()[row]);
        double value = loss.of(batch, row, objective, terms);
        int dimension = mean.length;
        Arrays.fill(meanGradients, at, at + dimension, 0f);
        for (int c = 0; c < classes(); c++) {
            float g = (float) loss.gradient()[c];
            biasGradient[c] += g;
            Vectors.addScaled(g, weights.output(), c * dimension, meanGradients, at, dimension);
            Vectors.addScaled(g, mean, 0, outputGradient, c * dimension, dimension);
        }
        return value;
    }

    /** Moves the output, and clears its gradient for the next step. */
    private void stepOutput(float rate) {
        Vectors.addScaled(-rate, outputGradient, 0, weights.output(), 0, outputGradient.length);
        Vectors.addScaled(-rate, biasGradient, 0, weights.bias(), 0, biasGradient.length);
        Arrays.fill(outputGradient, 0f);
        Arrays.fill(biasGradient, 0f);
    }

    private void stepEmbeddings(int[] tokens, int gradientAt, float rate) {
        int dimension = mean.length;
        float step = rate * share(tokens);
        for (int id : tokens) {
            if (id != settings.task().paddingId()) {
                Vectors.addScaled(-step, meanGradients, gradientAt, weights.embeddings(), id * dimension, dimension);
            }
        }
    }

    /** One over the number of tokens that are not padding; 0 where there are none. */
    private float share(int[] tokens) {
        int count = 0;
        for (int id : tokens) {
            count += id == settings.task().paddingId() ? 0 : 1;
        }
        return count == 0 ? 0f : 1f / count;
    }
}
