package org.kd4j.models.student;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.encoder.BlockWeights;
import org.kd4j.core.encoder.Dropout;
import org.kd4j.core.encoder.EmbeddingWeights;
import org.kd4j.core.encoder.EncoderLayout;
import org.kd4j.core.encoder.EncoderParameter;
import org.kd4j.core.encoder.EncoderPass;
import org.kd4j.core.encoder.ParameterVector;
import org.kd4j.core.encoder.TrainableEncoder;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.objective.HiddenTerm;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.objective.Projection;
import org.kd4j.core.samediff.HostMemory;
import org.kd4j.core.seed.Seeds;
import org.kd4j.core.state.StateReader;
import org.kd4j.core.state.StateWriter;
import org.kd4j.core.training.GradientModel;
import org.kd4j.core.training.GradientStep;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.StepSettings;
import org.kd4j.core.training.TouchedRows;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.PretrainedEncoder;

/**
 * A BERT-family encoder with a head, trained end to end on the CPU engine: a DistilBERT-like student, or a teacher that
 * is fine-tuned. {@link #graph()} is the same function as a DL4J graph.
 *
 * <p>Not thread-safe. The same seed, platform and number of threads give the same parameters.
 */
public final class TransformerStudent implements Student {
    private static final String WORDS = "embeddings.words";

    /** Records that {@link #logits} takes at a time. */
    private static final int CHUNK = 128;

    private final TransformerSettings settings;
    private final EncoderLayout layout;
    private final ClassifierHead head;
    private final Optional<Projection> projection;
    /** Numbers of the student itself, behind which the projection lies. */
    private final int ownLength;

    private final FloatPointer weights;
    private final FloatPointer gradient;
    private final TrainableEncoder encoder;
    private final Network network;
    private final GradientStep step;
    private final long seed;
    private long passes;

    private TransformerStudent(TransformerSettings settings, StepSettings steps, long seed) {
        this.settings = settings;
        this.seed = seed;
        this.layout = new EncoderLayout(settings.encoder());
        int encoderLength = Math.toIntExact(layout.length());
        this.head = new ClassifierHead(settings.encoder().hidden(), settings.head(), classes(), encoderLength);
        this.ownLength = Math.addExact(encoderLength, head.length());
        this.projection = HiddenTerm.projection(settings.encoder().hidden(), settings.matchedWidth(), ownLength);
        int length =
                Math.addExact(ownLength, projection.map(Projection::parameters).orElse(0));
        this.weights = zeros(length);
        this.gradient = zeros(length);
        this.encoder = new TrainableEncoder(
                vector(), ParameterVector.over(layout, gradient, 0), Dropout.of(settings.dropout()), steps.threads());
        this.network = new Network(steps);
        projection.ifPresent(map -> map.initialize(network.weights(), Seeds.stream(seed, "initial projection", 0)));
        this.step = new GradientStep(network, steps);
    }

    private static FloatPointer zeros(long length) {
        FloatPointer memory = new FloatPointer(length);
        Pointer.memset(memory, 0, Float.BYTES * length);
        return memory;
    }

    /** A student with random weights, the same for the same seed: normal with standard deviation 0.02, biases 0. */
    public static TransformerStudent create(TransformerSettings settings, StepSettings steps, long seed) {
        TransformerStudent student = new TransformerStudent(settings, steps, seed);
        student.vector().initialise(Seeds.derive(seed, "initial encoder", 0));
        student.head.initialise(student.network.weights(), Seeds.stream(seed, "initial head", 0));
        return student;
    }

    /**
     * A student whose encoder starts from weights, such as a teacher's or every other block of them.
     *
     * @throws IllegalArgumentException if the weights have another shape than the settings
     */
    public static TransformerStudent create(
            TransformerSettings settings,
            EmbeddingWeights embeddings,
            List<BlockWeights> blocks,
            StepSettings steps,
            long seed) {
        TransformerStudent student = create(settings, steps, seed);
        try {
            student.vector().load(embeddings, blocks);
            return student;
        } catch (IllegalArgumentException e) {
            student.close();
            throw e;
        }
    }

    /**
     * A student as {@link #save} wrote it, with the optimizer's state at zero.
     *
     * @throws InvalidInput if the file is no such student of these settings
     */
    public static TransformerStudent load(Path file, TransformerSettings settings, StepSettings steps) {
        TransformerStudent student = new TransformerStudent(settings, steps, 0);
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

    /** All weights but those of the word of padding, which no loss moves, and of the projection, which is not saved. */
    @Override
    public long parameters() {
        return ownLength - settings.encoder().embeddings().width();
    }

    /** Hex SHA-256 of everything that the logits depend on: sizes and weights. */
    public String fingerprint() {
        float[] values = new float[ownLength];
        network.weights().get(0, values);
        return new Sha256().add(settings.toString()).add(values).hex();
    }

    /** A copy of the encoder's weights, for others to start from. */
    public PretrainedEncoder encoder() {
        return new PretrainedEncoder(
                vector().embeddings(),
                vector().blocks(),
                settings.encoder().heads(),
                settings.encoder().activation());
    }

    /** All weights, live: the encoder's, the head's, the projection's. */
    FloatBuffer weights() {
        return network.weights();
    }

    /** A copy of a weight, row by row. */
    float[] part(String name) {
        ParameterPart part = find(name);
        float[] values = new float[part.length()];
        network.weights().get(part.offset(), values);
        return values;
    }

    void setPart(String name, float[] values) {
        network.weights().put(find(name).offset(), values);
    }

    private ParameterPart find(String name) {
        return parts().stream()
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no weight " + name));
    }

    /** The encoder's weights by name, live; see {@link EncoderLayout}. */
    public ParameterVector vector() {
        return ParameterVector.over(layout, weights, 0);
    }

    /** Where each weight lies, in {@link #graph()}'s parameters too. */
    public List<ParameterPart> parts() {
        return network.parts();
    }

    @Override
    public float[][] logits(int[][] tokens) {
        float[][] logits = new float[tokens.length][];
        for (int[] row : tokens) {
            settings.task().check(row);
        }
        for (int from = 0; from < tokens.length; from += CHUNK) {
            float[][] chunk = chunk(Arrays.copyOfRange(tokens, from, Math.min(tokens.length, from + CHUNK)));
            System.arraycopy(chunk, 0, logits, from, chunk.length);
        }
        return logits;
    }

    private float[][] chunk(int[][] rows) {
        EncoderTokens tokens = EncoderTokens.of(rows, settings.task().paddingId());
        float[] states = encoder.hiddenStates(tokens.input(), encoder.layers()).get(0);
        return head.logits(network.weights(), tokens.pool(settings.pooling(), states, encoder.hidden()));
    }

    @Override
    public double learn(Batch records, int[] rows, Objective objective, double learningRate, double[] terms) {
        Expect.learningRate(learningRate);
        head.check(records, rows, objective);
        matched(objective, records);
        for (int row : rows) {
            settings.task().check(records.tokens()[row]);
        }
        return step.learn(records, rows, objective, learningRate, terms);
    }

    private MatchedStates matched(Objective objective, Batch records) {
        return MatchedStates.of(
                objective, records, encoder.layers(), encoder.hidden(), settings.matchedWidth(), ownLength);
    }

    /** [records, length, hidden] after so many blocks; 0 where there is padding. */
    float[] hiddenStates(EncoderTokens tokens, int layer) {
        return encoder.hiddenStates(tokens.input(), layer).get(0);
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
        return TransformerGraph.of(settings, network.weights().slice(0, ownLength));
    }

    /** Writes {@link #graph()}. */
    @Override
    public void save(Path file) {
        GraphFile.write(graph(), file);
    }

    @Override
    public void writeState(StateWriter out) throws IOException {
        step.writeState(out);
        out.longs("passes", passes);
    }

    @Override
    public void readState(StateReader in) throws IOException {
        step.readState(in);
        passes = in.longs("passes", 1)[0];
    }

    @Override
    public void close() {
        step.close();
        encoder.close();
        weights.close();
        gradient.close();
    }

    /** The encoder and the head with their way back. */
    private final class Network implements GradientModel {
        private final FloatBuffer weightBuffer = weights.asBuffer();
        private final FloatBuffer gradientBuffer = gradient.asBuffer();
        private final int lowest;

        Network(StepSettings steps) {
            this.lowest = LowestLayer.of(parts(), steps.rules(), encoder.layers());
        }

        @Override
        public List<ParameterPart> parts() {
            List<ParameterPart> parts = new ArrayList<>();
            layout.stored().forEach(parameter -> parts.add(part(parameter)));
            parts.addAll(head.parts());
            projection.ifPresent(map -> parts.add(new ParameterPart(
                    "projection.weight",
                    map.offset(),
                    List.of(map.teacherWidth(), map.studentWidth()),
                    ParameterPart.Kind.WEIGHT)));
            return parts;
        }

        /** Only the table of words is so large that a step had better leave most of it alone. */
        private ParameterPart part(EncoderParameter parameter) {
            boolean words = parameter.name().equals(WORDS);
            ParameterPart.Kind kind = switch (parameter.kind()) {
                case EMBEDDING -> words ? ParameterPart.Kind.EMBEDDING : ParameterPart.Kind.WEIGHT;
                case WEIGHT -> ParameterPart.Kind.WEIGHT;
                case BIAS -> ParameterPart.Kind.BIAS;
                case NORM -> ParameterPart.Kind.NORM;
            };
            return new ParameterPart(
                    parameter.name(),
                    Math.toIntExact(parameter.offset()),
                    List.of(parameter.rows(), parameter.columns()),
                    kind);
        }

        @Override
        public FloatBuffer weights() {
            return weightBuffer;
        }

        @Override
        public FloatBuffer gradient() {
            return gradientBuffer;
        }

        @Override
        public double addGradient(
                Batch records, int[] rows, Objective objective, double scale, double[] terms, TouchedRows touched) {
            Batch batch = records.select(rows);
            EncoderTokens tokens =
                    EncoderTokens.of(batch.tokens(), settings.task().paddingId());
            MatchedStates matched = matched(objective, batch);
            long pass = passes++;
            try (EncoderPass forward = encoder.forward(tokens.input(), Seeds.derive(seed, "dropout", pass))) {
                float[] states = forward.state(encoder.layers());
                ClassifierHead.Way way = head.learn(
                        weightBuffer,
                        gradientBuffer,
                        tokens.pool(settings.pooling(), states, encoder.hidden()),
                        batch,
                        objective,
                        scale,
                        terms,
                        settings.dropout(),
                        Seeds.stream(seed, "dropout of the head", pass));
                Map<Integer, float[]> back = new HashMap<>();
                back.put(encoder.layers(), tokens.spread(settings.pooling(), way.pooledGradient(), encoder.hidden()));
                double hidden = matched == null
                        ? 0
                        : matched.learn(batch, tokens, forward, scale, terms, weightBuffer, gradientBuffer, back);
                if (lowest <= encoder.layers()) {
                    for (int word : forward.backward(back, lowest)) {
                        touched.add(WORDS, word);
                    }
                }
                return way.loss() + hidden;
            }
        }
    }
}
