package org.kd4j.models.student;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.encoder.Dropout;
import org.kd4j.core.encoder.EncoderLayout;
import org.kd4j.core.encoder.EncoderParameter;
import org.kd4j.core.encoder.EncoderPass;
import org.kd4j.core.encoder.ParameterVector;
import org.kd4j.core.encoder.TrainableEncoder;
import org.kd4j.core.objective.HiddenTerm;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.objective.Projection;
import org.kd4j.core.seed.Seeds;
import org.kd4j.core.training.GradientModel;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.Pass;
import org.kd4j.core.training.StepSettings;
import org.kd4j.core.training.TouchedRows;

/** The encoder and the head of a {@link TransformerStudent}, there and back, with the memory of their weights. */
final class TransformerNetwork implements GradientModel, AutoCloseable {
    private static final String WORDS = "embeddings.words";

    private final TransformerSettings settings;
    private final long seed;
    private final EncoderLayout layout;
    private final ClassifierHead head;
    private final Optional<Projection> projection;
    private final int ownLength;
    private final FloatPointer weights;
    private final FloatPointer gradient;
    private final FloatBuffer weightBuffer;
    private final FloatBuffer gradientBuffer;
    private final TrainableEncoder encoder;
    private final int lowest;

    /** All weights are 0 but the projection's; see {@link #initialise}. */
    TransformerNetwork(TransformerSettings settings, StepSettings steps, long seed) {
        this.settings = settings;
        this.seed = seed;
        this.layout = new EncoderLayout(settings.encoder());
        int encoderLength = Math.toIntExact(layout.length());
        this.head = new ClassifierHead(
                settings.encoder().hidden(), settings.head(), settings.task().classes(), encoderLength);
        this.ownLength = Math.addExact(encoderLength, head.length());
        this.projection = HiddenTerm.projection(settings.encoder().hidden(), settings.matchedWidth(), ownLength);
        int length =
                Math.addExact(ownLength, projection.map(Projection::parameters).orElse(0));
        this.weights = zeros(length);
        this.gradient = zeros(length);
        this.weightBuffer = weights.asBuffer();
        this.gradientBuffer = gradient.asBuffer();
        this.encoder = new TrainableEncoder(
                vector(), ParameterVector.over(layout, gradient, 0), Dropout.of(settings.dropout()), steps.threads());
        this.lowest = LowestLayer.of(parts(), steps.rules(), encoder.layers());
        projection.ifPresent(map -> map.initialize(weightBuffer, Seeds.stream(seed, "initial projection", 0)));
    }

    private static FloatPointer zeros(long length) {
        FloatPointer memory = new FloatPointer(length);
        Pointer.memset(memory, 0, Float.BYTES * length);
        return memory;
    }

    /** Random weights. */
    void initialise() {
        vector().initialise(Seeds.derive(seed, "initial encoder", 0));
        head.initialise(weightBuffer, Seeds.stream(seed, "initial head", 0));
    }

    /** The encoder's weights by name, live. */
    ParameterVector vector() {
        return ParameterVector.over(layout, weights, 0);
    }

    /** How many numbers the student itself has, encoder and head; the projection lies behind them. */
    int ownLength() {
        return ownLength;
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
    private static ParameterPart part(EncoderParameter parameter) {
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

    /** Logits of rows of token ids, in one go. */
    float[][] logits(int[][] rows) {
        EncoderTokens tokens = EncoderTokens.of(rows, settings.task().paddingId());
        float[] states = hiddenStates(tokens, encoder.layers());
        return head.logits(weightBuffer, tokens.pool(settings.pooling(), states, encoder.hidden()));
    }

    /** [records, length, hidden] after so many blocks; 0 where there is padding. */
    float[] hiddenStates(EncoderTokens tokens, int layer) {
        return encoder.hiddenStates(tokens.input(), layer).get(0);
    }

    /** Throws {@link IllegalArgumentException} if the objective cannot be computed on these records. */
    void check(Batch records, int[] rows, Objective objective) {
        head.check(records, rows, objective);
        matched(objective, records);
    }

    private MatchedStates matched(Objective objective, Batch records) {
        return MatchedStates.of(
                objective, records, encoder.layers(), encoder.hidden(), settings.matchedWidth(), ownLength);
    }

    @Override
    public double addGradient(Pass pass, TouchedRows touched) {
        EncoderTokens tokens =
                EncoderTokens.of(pass.batch().tokens(), settings.task().paddingId());
        MatchedStates matched = matched(pass.objective(), pass.batch());
        try (EncoderPass forward = encoder.forward(tokens.input(), Seeds.derive(seed, "dropout", pass.number()))) {
            float[] states = forward.state(encoder.layers());
            ClassifierHead.Way way = head.learn(
                    weightBuffer,
                    gradientBuffer,
                    tokens.pool(settings.pooling(), states, encoder.hidden()),
                    pass,
                    settings.dropout(),
                    Seeds.stream(seed, "dropout of the head", pass.number()));
            Map<Integer, float[]> back = new HashMap<>();
            back.put(encoder.layers(), tokens.spread(settings.pooling(), way.pooledGradient(), encoder.hidden()));
            double hidden =
                    matched == null ? 0 : matched.learn(pass, tokens, forward, weightBuffer, gradientBuffer, back);
            if (lowest <= encoder.layers()) {
                for (int word : forward.backward(back, lowest)) {
                    touched.add(WORDS, word);
                }
            }
            return way.loss() + hidden;
        }
    }

    @Override
    public void close() {
        encoder.close();
        weights.close();
        gradient.close();
    }
}
