package org.kd4j.models.student;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.encoder.EncoderLayout;
import org.kd4j.core.encoder.ParameterVector;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.interchange.CounterfactualTeacher.Answers;
import org.kd4j.core.interchange.Counterfactuals;
import org.kd4j.core.interchange.Interchange;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.objective.Dedier;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.samediff.HostMemory;
import org.kd4j.core.state.StateReader;
import org.kd4j.core.state.StateWriter;
import org.kd4j.core.training.GradientStep;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.Head;
import org.kd4j.models.head.PretrainedHead;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.PretrainedEncoder;

/**
 * A BERT-family encoder with a head, trained end to end: a DistilBERT-like student, or a teacher that is fine-tuned. Where
 * no {@link TransformerEngine} is named, {@link TransformerEngine#AUTO} computes it. {@link #graph()} is the same function as
 * a DL4J graph.
 *
 * <p>Not thread-safe. The same seed, platform and number of threads give the same parameters.
 */
public final class TransformerStudent implements Student {
    /** Records that are answered at a time. */
    private static final int CHUNK = 128;

    private final TransformerSettings settings;
    private final TransformerEngine engine;
    private final TransformerNetwork network;
    private final GradientStep step;

    private TransformerStudent(TransformerSettings settings, StepSettings steps, long seed, TransformerEngine engine) {
        this(settings, steps, engine.resolved(), engine.network(settings, steps, seed));
    }

    private TransformerStudent(
            TransformerSettings settings, StepSettings steps, TransformerEngine engine, TransformerNetwork network) {
        this.settings = settings;
        this.engine = engine;
        this.network = network;
        this.step = new GradientStep(network, steps);
    }

    /**
     * An encoder with a head of the caller's own in place of the settings', on the CPU engine. It learns, answers and keeps
     * its state as any; it is no DL4J graph and no classifier, so {@link #graph}, {@link #save} and {@link #classifier} do not
     * know it.
     */
    public static TransformerStudent create(
            TransformerSettings settings, StepSettings steps, long seed, Head.Maker head) {
        EngineNetwork network = new EngineNetwork(settings, steps, seed, head);
        network.initialise();
        return new TransformerStudent(settings, steps, TransformerEngine.ENCODER, network);
    }

    /** A student with random weights, the same for the same seed: normal with standard deviation 0.02, biases 0. */
    public static TransformerStudent create(TransformerSettings settings, StepSettings steps, long seed) {
        return create(settings, steps, seed, TransformerEngine.AUTO);
    }

    /** The same on an engine of one's choice. */
    public static TransformerStudent create(
            TransformerSettings settings, StepSettings steps, long seed, TransformerEngine engine) {
        TransformerStudent student = new TransformerStudent(settings, steps, seed, engine);
        student.network.initialise();
        return student;
    }

    /**
     * Takes an encoder's weights, such as a teacher's or every other block of them, in place of the random ones.
     *
     * @return this student
     * @throws IllegalArgumentException if they are of another shape than the settings; the student is closed then
     */
    public TransformerStudent startingFrom(PretrainedEncoder encoder) {
        return starting(() -> StartingWeights.copy(encoder, settings, network));
    }

    /**
     * Takes a head's weights, as a classifier that goes on learning does; its layers are those of the settings, see
     * {@link TransformerSettings#like}.
     *
     * @return this student
     * @throws IllegalArgumentException if they are of another shape than the settings; the student is closed then
     */
    public TransformerStudent startingFrom(PretrainedHead head) {
        return starting(() -> StartingWeights.copy(head, settings, network));
    }

    private TransformerStudent starting(Runnable load) {
        try {
            load.run();
            return this;
        } catch (IllegalArgumentException e) {
            close();
            throw e;
        }
    }

    /**
     * A student as {@link #save} wrote it, with the optimizer's state at zero.
     *
     * @throws InvalidInput if the file is no such student of these settings
     */
    public static TransformerStudent load(Path file, TransformerSettings settings, StepSettings steps) {
        return load(file, settings, steps, TransformerEngine.AUTO);
    }

    /** The same on an engine of one's choice; each loads what any saved. */
    public static TransformerStudent load(
            Path file, TransformerSettings settings, StepSettings steps, TransformerEngine engine) {
        TransformerStudent student = new TransformerStudent(settings, steps, 0, engine);
        ComputationGraph like = student.graph();
        try {
            ComputationGraph saved = GraphFile.read(file, like);
            student.network.weights().put(0, HostMemory.copy(saved.params()));
            saved.close();
            return student;
        } catch (InvalidInput e) {
            student.close();
            throw e;
        } finally {
            like.close();
        }
    }

    @Override
    public int classes() {
        return settings.task().classes();
    }

    /** What computes it, never {@link TransformerEngine#AUTO}. */
    public TransformerEngine engine() {
        return engine;
    }

    /** Number of blocks. */
    public int blocks() {
        return settings.encoder().layers();
    }

    /** Number of heads of attention. */
    public int heads() {
        return settings.encoder().heads();
    }

    /** Width of the hidden states. */
    public int hidden() {
        return settings.encoder().hidden();
    }

    /** All weights but those of the word of padding, which no loss moves, and of projection and readout, which are not saved. */
    @Override
    public long parameters() {
        return network.ownLength() - settings.encoder().embeddings().width();
    }

    /** Hex SHA-256 of everything that the logits depend on, sizes and weights, and of nothing that only training has. */
    public String fingerprint() {
        float[] values = new float[network.ownLength()];
        network.weights().get(0, values);
        return new Sha256().add(settings.answering().toString()).add(values).hex();
    }

    /** A copy of the encoder's weights, for others to start from. */
    public PretrainedEncoder encoder() {
        return new PretrainedEncoder(
                vector().embeddings(),
                vector().blocks(),
                settings.encoder().heads(),
                settings.encoder().activation());
    }

    /** Pooled last states of rows of tokens, [rows, hidden]. */
    public float[] pooled(int[][] tokens) {
        return Vectors.flat(inChunks(tokens, chunk -> Vectors.rows(network.pooled(chunk), hidden())));
    }

    /** All weights, live: the encoder's, the head's, the projection's, the readout's. */
    public FloatBuffer weights() {
        return network.weights();
    }

    /** A copy of a weight, row by row. */
    float[] part(String name) {
        return network.part(name);
    }

    void setPart(String name, float[] values) {
        network.setPart(name, values);
    }

    /** The encoder's weights by name, live; see {@link EncoderLayout}. */
    public ParameterVector vector() {
        return network.vector();
    }

    /** Where each weight lies, in {@link #graph()}'s parameters too. */
    public List<ParameterPart> parts() {
        return network.parts();
    }

    @Override
    public float[][] logits(int[][] tokens) {
        return inChunks(tokens, network::logits);
    }

    /**
     * Logits after an intervention: the records of a batch run to a block, at some tokens of some records its output is
     * overwritten by what it is at tokens of others, and the blocks behind it and the head run on.
     *
     * @param tokens a batch, all of it computed at once
     * @param interchange within the batch, by the records' places
     * @return [records][classes]; the logits of a record that is no base of the intervention are its own, and those of one
     *     that is its own source, token by token, are to the bit what {@link #logits} gives for as many records
     * @throws IllegalArgumentException if there are no such blocks, records or tokens
     */
    public float[][] counterfactualLogits(int[][] tokens, Interchange interchange) {
        check(tokens);
        return network.logits(tokens, interchange);
    }

    /**
     * Logits and hidden states of one run, as {@link #logits} and {@link #firstStates} have them, or after an intervention.
     *
     * @param tokens a batch, all of it computed at once
     * @param interchange within the batch, as {@link #counterfactualLogits} has it
     * @param blocks whose states are wanted, as there
     */
    public Answers answers(int[][] tokens, Optional<Interchange> interchange, List<Integer> blocks) {
        check(tokens);
        return network.answers(tokens, interchange, blocks);
    }

    /**
     * Tells it of which counterfactuals it learns where an objective {@link Objective#needsInterchange needs them}.
     *
     * @param counterfactuals drawn anew for every pass
     * @return this student
     */
    public TransformerStudent learningFrom(Counterfactuals counterfactuals) {
        network.learnFrom(counterfactuals);
        return this;
    }

    /**
     * Hidden states of the first token, which is no padding; 0 for a row without tokens.
     *
     * @param blocks after how many blocks (0: the embeddings)
     * @return [rows][blocks · hidden], one block's state after another's
     */
    public float[][] firstStates(int[][] tokens, List<Integer> blocks) {
        return inChunks(tokens, chunk -> network.firstStates(chunk, blocks));
    }

    private float[][] inChunks(int[][] tokens, Function<int[][], float[][]> answer) {
        float[][] answers = new float[tokens.length][];
        check(tokens);
        for (int from = 0; from < tokens.length; from += CHUNK) {
            float[][] chunk = answer.apply(Arrays.copyOfRange(tokens, from, Math.min(tokens.length, from + CHUNK)));
            System.arraycopy(chunk, 0, answers, from, chunk.length);
        }
        return answers;
    }

    @Override
    public double learn(Batch records, int[] rows, Objective objective, double learningRate, double[] terms) {
        Expect.learningRate(learningRate);
        check(records, rows, objective);
        network.beginStep();
        return step.learn(records, rows, objective, learningRate, terms);
    }

    @Override
    public double[] stepWeights() {
        return network.stepWeights();
    }

    @Override
    public String learnsFrom() {
        return network.learnsFrom();
    }

    private void check(int[][] tokens) {
        for (int[] row : tokens) {
            settings.task().check(row);
        }
    }

    private void check(Batch records, int[] rows, Objective objective) {
        network.check(records, rows, objective);
        for (int row : rows) {
            settings.task().check(records.tokens()[row]);
        }
    }

    @Override
    public double[] weights(Batch records, Dedier objective) {
        check(records, IntStream.range(0, records.size()).toArray(), objective);
        double[] weights = new double[records.size()];
        for (int from = 0; from < weights.length; from += CHUNK) {
            int to = Math.min(weights.length, from + CHUNK);
            int[][] tokens = Arrays.copyOfRange(records.tokens(), from, to);
            int[] labels = Arrays.copyOfRange(records.labels(), from, to);
            double[] chunk = network.weights(tokens, labels, objective);
            System.arraycopy(chunk, 0, weights, from, chunk.length);
        }
        return weights;
    }

    /** [records, length, hidden] after so many blocks; 0 where there is padding. */
    float[] hiddenStates(EncoderTokens tokens, int layer) {
        return network.hiddenStates(tokens, List.of(layer)).get(0);
    }

    /**
     * The student as a classifier like an imported one, with a copy of its weights.
     *
     * @param name stands for it in messages
     * @return a graph that answers as the student does, to 1e-4; to be closed by the caller
     * @throws InvalidInput if it does not
     */
    public OnnxImport.Verified classifier(String name) {
        return new TransformerExport(this, settings).graph(name);
    }

    /** The student as a DL4J graph with a copy of its parameters; see {@link TransformerGraph}. */
    public ComputationGraph graph() {
        return TransformerGraph.of(settings, network.weights().slice(0, network.ownLength()));
    }

    /** Writes {@link #graph()}. */
    @Override
    public void save(Path file) {
        GraphFile.write(graph(), file);
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
        network.close();
    }
}
