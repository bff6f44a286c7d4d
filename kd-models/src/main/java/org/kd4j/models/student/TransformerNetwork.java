package org.kd4j.models.student;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.encoder.EncoderInput;
import org.kd4j.core.encoder.EncoderLayout;
import org.kd4j.core.encoder.EncoderParameter;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.encoder.ParameterVector;
import org.kd4j.core.interchange.CounterfactualTeacher.Answers;
import org.kd4j.core.interchange.Counterfactuals;
import org.kd4j.core.interchange.Interchange;
import org.kd4j.core.interchange.Overwriting;
import org.kd4j.core.objective.Dedier;
import org.kd4j.core.objective.Diito;
import org.kd4j.core.objective.HiddenTerm;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.objective.Projection;
import org.kd4j.core.seed.Seeds;
import org.kd4j.core.training.GradientModel;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.Pass;
import org.kd4j.core.training.TouchedRows;
import org.kd4j.models.head.Head;
import org.kd4j.models.head.Pooling;

/**
 * The encoder and the head of a {@link TransformerStudent}, there and back, with the memory of their weights and, once
 * something is learned, of the gradient; subclasses say what computes them.
 */
abstract class TransformerNetwork implements GradientModel, AutoCloseable {
    static final String WORDS = "embeddings.words";

    final TransformerSettings settings;
    final long seed;
    final EncoderLayout layout;
    final Head head;
    private final Optional<Projection> projection;
    private final Optional<EarlyReadout> readout;
    private final int ownLength;
    private final FloatPointer weights;
    private final FloatBuffer weightBuffer;
    /** Of the passes of the step that runs, or ran last. */
    private final List<double[]> stepWeights = new ArrayList<>();
    /** Null until something is learned. */
    private FloatPointer gradient;
    /** Null where nothing is learned from them. */
    private Counterfactuals counterfactuals;

    private FloatBuffer gradientBuffer;

    /** All weights are 0 but those of projection and readout; see {@link #initialise}. */
    TransformerNetwork(TransformerSettings settings, long seed, Head.Maker maker) {
        this.settings = settings;
        this.seed = seed;
        this.layout = new EncoderLayout(settings.encoder());
        int encoderLength = Math.toIntExact(layout.length());
        this.head = maker.at(encoderLength);
        this.ownLength = Math.addExact(encoderLength, head.length());
        this.projection = HiddenTerm.projection(settings.encoder().hidden(), settings.matchedWidth(), ownLength);
        this.readout = settings.earlyReadout()
                .map(read -> new EarlyReadout(
                        settings.encoder().hidden(), settings.task().classes(), behindProjection()));
        this.weights = zeros(length());
        this.weightBuffer = weights.asBuffer();
        projection.ifPresent(map -> map.initialize(weightBuffer, Seeds.stream(seed, "initial projection", 0)));
        readout.ifPresent(head -> head.initialise(weightBuffer, Seeds.stream(seed, "initial readout", 0)));
    }

    private static FloatPointer zeros(long length) {
        FloatPointer memory = new FloatPointer(length);
        Pointer.memset(memory, 0, Float.BYTES * length);
        return memory;
    }

    /** Random weights. */
    final void initialise() {
        vector().initialise(Seeds.derive(seed, "initial encoder", 0));
        head.initialise(weights(), Seeds.stream(seed, "initial head", 0));
    }

    /** The encoder's weights by name, live. */
    ParameterVector vector() {
        return ParameterVector.over(layout, weights, 0);
    }

    /** How many numbers the student itself has, encoder and head; what only training has lies behind them. */
    final int ownLength() {
        return ownLength;
    }

    private int behindProjection() {
        return Math.addExact(ownLength, projection.map(Projection::parameters).orElse(0));
    }

    /** How many numbers there are in all. */
    final int length() {
        return Math.addExact(
                behindProjection(), readout.map(EarlyReadout::length).orElse(0));
    }

    @Override
    public final List<ParameterPart> parts() {
        List<ParameterPart> parts = new ArrayList<>(ownParts());
        projection.ifPresent(map -> parts.add(new ParameterPart(
                "projection.weight",
                map.offset(),
                List.of(map.teacherWidth(), map.studentWidth()),
                ParameterPart.Kind.WEIGHT)));
        readout.ifPresent(head -> parts.addAll(head.parts()));
        return parts;
    }

    /** Those of the encoder and the head. */
    final List<ParameterPart> ownParts() {
        List<ParameterPart> parts = new ArrayList<>();
        layout.stored().forEach(parameter -> parts.add(part(parameter)));
        parts.addAll(head.parts());
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

    /** A copy of a weight, row by row. */
    final float[] part(String name) {
        ParameterPart part = find(name);
        float[] values = new float[part.length()];
        weights().get(part.offset(), values);
        return values;
    }

    final void setPart(String name, float[] values) {
        weights().put(find(name).offset(), values);
    }

    private ParameterPart find(String name) {
        return parts().stream()
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no weight " + name));
    }

    @Override
    public FloatBuffer weights() {
        return weightBuffer;
    }

    @Override
    public final FloatBuffer gradient() {
        gradientMemory();
        return gradientBuffer;
    }

    final FloatPointer gradientMemory() {
        if (gradient == null) {
            gradient = zeros(length());
            gradientBuffer = gradient.asBuffer();
        }
        return gradient;
    }

    /** Logits of rows of token ids, in one go. */
    abstract float[][] logits(int[][] rows);

    /** The same after an intervention within these rows; those that are no base of it have their own logits. */
    abstract float[][] logits(int[][] rows, Interchange interchange);

    /** Throws {@link IllegalArgumentException} if there are no such states or tokens. */
    final Overwriting overwriting(Interchange interchange, EncoderTokens tokens) {
        if (interchange.layer() > settings.encoder().layers()) {
            throw new IllegalArgumentException("interchange: found layer " + interchange.layer() + ", expected 0 to "
                    + settings.encoder().layers() + ", the number of blocks");
        }
        EncoderInput input = tokens.input();
        return Overwriting.of(interchange, input, input, settings.encoder().hidden());
    }

    /** Lets passes learn from counterfactuals where their objective does. */
    final void learnFrom(Counterfactuals of) {
        this.counterfactuals = of;
    }

    /** Which they are; empty for none. */
    final String learnsFrom() {
        return counterfactuals == null ? "" : counterfactuals.fingerprint();
    }

    @Override
    public final double addGradient(Pass pass, TouchedRows touched) {
        if (!(pass.objective() instanceof Diito diito)) {
            return addGradient(pass, Optional.empty(), touched);
        }
        Counterfactuals.Drawn drawn = counterfactuals.draw(pass.batch(), pass.number());
        Pass taught = pass.with(diito.counterfactualTerm()).over(drawn.batch());
        if (drawn.interchange().isPresent()) {
            Counterfactual other = new Counterfactual(drawn.interchange().get(), taught);
            return addGradient(pass, Optional.of(other), touched);
        }
        // A pass of its own, with dropout of its own.
        Pass ofOtherTexts = taught.numbered(~pass.number());
        return addGradient(pass, Optional.empty(), touched) + addGradient(ofOtherTexts, Optional.empty(), touched);
    }

    /**
     * The same, with what is learned from a counterfactual, if there is one: its loss is a part of the sum, and its gradient
     * flows through the blocks behind the overwritten state and, below it, through base and source.
     */
    abstract double addGradient(Pass pass, Optional<Counterfactual> counterfactual, TouchedRows touched);

    /** Pooled last states, in one go: [rows, hidden]. */
    final float[] pooled(int[][] rows) {
        return pooled(rows, settings.pooling(), settings.encoder().layers());
    }

    private float[] pooled(int[][] rows, Pooling pooling, int layer) {
        EncoderTokens tokens = tokens(rows);
        float[] states = hiddenStates(tokens, List.of(layer)).get(0);
        return tokens.pool(pooling, states, settings.encoder().hidden());
    }

    /** States of the first token after so many blocks, in one go: [rows][layers · hidden]. */
    final float[][] firstStates(int[][] rows, List<Integer> layers) {
        EncoderTokens tokens = tokens(rows);
        return firstStates(tokens, hiddenStates(tokens, layers), rows.length);
    }

    private float[][] firstStates(EncoderTokens tokens, List<float[]> states, int rows) {
        int width = settings.encoder().hidden();
        float[][] answers = new float[rows][states.size() * width];
        for (int i = 0; i < states.size(); i++) {
            float[] first = tokens.pool(Pooling.CLS, states.get(i), width);
            for (int row = 0; row < rows; row++) {
                System.arraycopy(first, row * width, answers[row], i * width, width);
            }
        }
        return answers;
    }

    /** Logits and states of first tokens from one run, perhaps after an intervention within these rows. */
    final Answers answers(int[][] rows, Optional<Interchange> interchange, List<Integer> layers) {
        EncoderTokens tokens = tokens(rows);
        List<Integer> wanted = new ArrayList<>(layers);
        wanted.add(settings.encoder().layers());
        List<float[]> states = interchange.isPresent()
                ? hiddenStates(tokens, interchange.get(), wanted)
                : hiddenStates(tokens, wanted);
        float[] last = states.get(layers.size());
        float[] pooled =
                tokens.pool(settings.pooling(), last, settings.encoder().hidden());
        return new Answers(
                head.logits(weightBuffer, pooled),
                Optional.of(firstStates(tokens, states.subList(0, layers.size()), rows.length)));
    }

    /** Rows as the network takes them. */
    abstract EncoderTokens tokens(int[][] rows);

    /** [records, length, hidden] after so many blocks, for each number of blocks; 0 where there is padding. */
    abstract List<float[]> hiddenStates(EncoderTokens tokens, List<Integer> layers);

    /** The same after an intervention; the overwritten state is as it is then. */
    abstract List<float[]> hiddenStates(EncoderTokens tokens, Interchange interchange, List<Integer> layers);

    /** Throws {@link IllegalArgumentException} if the objective cannot be computed on these records. */
    final void check(Batch records, int[] rows, Objective objective) {
        head.check(records, rows, objective);
        if (objective.needsInterchange() && counterfactuals == null) {
            throw new IllegalArgumentException("objective: found " + objective
                    + ", expected a student that was told of which counterfactuals it learns");
        }
        matched(objective, records);
        if (objective instanceof Dedier dedier
                && (readout.isEmpty() || dedier.block() > layout.shape().layers())) {
            throw new IllegalArgumentException(
                    "objective: found " + dedier + ", expected a student with an early readout" + " and a block of its "
                            + layout.shape().layers());
        }
    }

    /** After how many blocks the objective reads states early, if it does. */
    final Optional<Integer> readBlock(Objective objective) {
        return objective instanceof Dedier dedier ? Optional.of(dedier.block()) : Optional.empty();
    }

    /** What an early readout makes of a pass: records' weights, and the sum of its own term over the records. */
    record Read(Pass weighted, double loss) {}

    /** @param states of the records after {@link #readBlock}, pooled as {@link TransformerSettings#earlyReadout} says, [records, hidden] */
    final Read read(Pass pass, float[] states) {
        Dedier objective = (Dedier) pass.objective();
        EarlyReadout reader = readout.orElseThrow();
        Pass weighted = pass.batch().hasWeights()
                ? pass
                : pass.weighted(
                        reader.weights(weightBuffer, states, pass.batch().labels(), objective));
        stepWeights.add(weighted.batch().weights());
        return new Read(weighted, reader.learn(weightBuffer, gradient(), states, pass, objective));
    }

    /** Called before the passes of a step. */
    final void beginStep() {
        stepWeights.clear();
    }

    /** How much the records of the step counted, in the order of its passes; none without an early readout. */
    final double[] stepWeights() {
        return stepWeights.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /** How much records count by the readout as it is. */
    final double[] weights(int[][] rows, int[] labels, Dedier objective) {
        float[] states = pooled(rows, settings.earlyReadout().orElseThrow(), objective.block());
        return readout.orElseThrow().weights(weightBuffer, states, labels, objective);
    }

    /** What an objective wants of the hidden states, or null. */
    final MatchedStates matched(Objective objective, Batch records) {
        EncoderShape shape = settings.encoder();
        return MatchedStates.of(objective, records, shape.layers(), shape.hidden(), settings.matchedWidth(), ownLength);
    }

    /** Number from which a pass draws the encoder's dropout. */
    final long dropout(Pass pass) {
        return Seeds.derive(seed, "dropout", pass.number());
    }

    /** From where a pass draws the dropout of what goes into the last layer. */
    final SplittableRandom headDropout(Pass pass) {
        return Seeds.stream(seed, "dropout of the head", pass.number());
    }

    /** Number from which the blocks behind an overwritten state draw their dropout. */
    final long dropout(Counterfactual counterfactual) {
        return Seeds.derive(
                seed, "dropout of counterfactuals", counterfactual.pass().number());
    }

    /** The same of what goes into the last layer. */
    final SplittableRandom headDropout(Counterfactual counterfactual) {
        return Seeds.stream(
                seed,
                "dropout of the head of counterfactuals",
                counterfactual.pass().number());
    }

    @Override
    public void close() {
        weights.close();
        if (gradient != null) {
            gradient.close();
        }
    }
}
