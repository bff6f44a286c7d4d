package org.kd4j.models.student;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.kd4j.core.encoder.ParameterVector;
import org.kd4j.core.interchange.Interchange;
import org.kd4j.core.interchange.Overwriting;
import org.kd4j.core.samediff.TrainableGraph;
import org.kd4j.core.training.LogitGradients;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.Pass;
import org.kd4j.core.training.StepSettings;
import org.kd4j.core.training.TouchedRows;
import org.kd4j.models.head.Pooling;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A transformer as a {@link TransformerSameDiff} graph, on whatever ND4J's backend is.
 *
 * <p>The first intervention builds the graph anew, with a gather and a blend of the states behind the embeddings and each block.
 * They stay, and cost every later pass a little, whether it intervenes or not.
 */
final class GraphNetwork extends TransformerNetwork {
    /**
     * Texts are filled up to multiples of this, because ND4J 1.0.0-M2.1 keeps memory for each shape that it has ever seen;
     * and more than 1, because its gradients of this graph are wrong where all states together are one row.
     */
    private static final int MULTIPLE = 8;

    private final Predicate<ParameterPart> learns;
    private TrainableGraph graph;
    private TransformerInputs inputs;
    /** Whether somebody may have changed the weights since the graph got its copy. */
    private boolean stale = true;

    GraphNetwork(TransformerSettings settings, StepSettings steps, long seed) {
        super(settings, seed, offset -> ClassifierHead.of(settings, offset));
        this.learns = part -> !steps.rules().apply(part).frozen();
        this.graph = graph(false);
        this.inputs = new TransformerInputs(settings, false);
    }

    private TrainableGraph graph(boolean intervening) {
        return new TrainableGraph(TransformerSameDiff.of(settings, ownParts(), intervening), ownParts(), learns);
    }

    /** From the first intervention on there is a graph that can do it. */
    private void intervene() {
        if (!inputs.intervening()) {
            graph.close();
            graph = graph(true);
            inputs = new TransformerInputs(settings, true);
            stale = true;
        }
    }

    @Override
    public FloatBuffer weights() {
        stale = true;
        return super.weights();
    }

    @Override
    ParameterVector vector() {
        stale = true;
        return super.vector();
    }

    @Override
    public void weightsChanged() {
        stale = true;
    }

    @Override
    float[][] logits(int[][] rows) {
        refresh();
        return logits(inputs.of(tokens(rows)));
    }

    @Override
    float[][] logits(int[][] rows, Interchange interchange) {
        EncoderTokens tokens = tokens(rows);
        Overwriting swap = overwriting(interchange, tokens);
        intervene();
        refresh();
        return logits(inputs.of(tokens, Optional.of(swap)));
    }

    private float[][] logits(Map<String, INDArray> placeholders) {
        return outputs(placeholders, List.of(TransformerSameDiff.LOGITS)).get(TransformerSameDiff.LOGITS);
    }

    @Override
    List<float[]> hiddenStates(EncoderTokens tokens, List<Integer> layers) {
        refresh();
        return hiddenStates(inputs.of(tokens), tokens, layers);
    }

    @Override
    List<float[]> hiddenStates(EncoderTokens tokens, Interchange interchange, List<Integer> layers) {
        Overwriting swap = overwriting(interchange, tokens);
        intervene();
        refresh();
        return hiddenStates(inputs.of(tokens, Optional.of(swap)), tokens, layers);
    }

    private List<float[]> hiddenStates(Map<String, INDArray> placeholders, EncoderTokens tokens, List<Integer> layers) {
        List<String> names =
                layers.stream().map(TransformerSameDiff::state).distinct().toList();
        Map<String, float[][]> states = outputs(placeholders, names);
        states.values().forEach(state -> clearPadding(tokens, state));
        return layers.stream()
                .map(layer -> Vectors.flat(states.get(TransformerSameDiff.state(layer))))
                .toList();
    }

    /** Frees the placeholders. */
    private Map<String, float[][]> outputs(Map<String, INDArray> placeholders, List<String> names) {
        try {
            return graph.outputs(placeholders, names);
        } finally {
            graph.release(placeholders);
        }
    }

    private static void clearPadding(EncoderTokens tokens, float[][] states) {
        for (int row = 0; row < states.length; row++) {
            if (tokens.mask()[row / tokens.length()][row % tokens.length()] == 0) {
                Arrays.fill(states[row], 0f);
            }
        }
    }

    @Override
    EncoderTokens tokens(int[][] rows) {
        return EncoderTokens.of(rows, settings.task().paddingId(), MULTIPLE);
    }

    @Override
    double addGradient(Pass pass, Optional<Counterfactual> counterfactual, TouchedRows touched) {
        EncoderTokens tokens = tokens(pass.batch().tokens());
        tokens.input().requireFitsWithPadding(settings.encoder());
        counterfactual.ifPresent(one -> intervene());
        refresh();
        double loss = addGradient(pass, inputs.of(tokens, dropout(pass), headDropout(pass)), tokens, touched);
        if (counterfactual.isPresent()) {
            Counterfactual one = counterfactual.get();
            Map<String, INDArray> placeholders = inputs.of(
                    tokens, overwriting(one.interchange(), tokens), dropout(pass), dropout(one), headDropout(one));
            loss += addGradient(one.pass(), placeholders, tokens, touched);
        }
        return loss;
    }

    /** Frees the placeholders. */
    private double addGradient(
            Pass pass, Map<String, INDArray> placeholders, EncoderTokens tokens, TouchedRows touched) {
        try {
            return computeGradient(pass, placeholders, tokens, touched);
        } finally {
            graph.release(placeholders);
        }
    }

    private boolean readsFirstTokens() {
        return settings.earlyReadout().equals(Optional.of(Pooling.CLS));
    }

    /** Name of what an early readout reads. */
    private String readState(int block) {
        return readsFirstTokens() ? TransformerSameDiff.firstState(block) : TransformerSameDiff.state(block);
    }

    private float[] readStates(EncoderTokens tokens, float[] states) {
        return readsFirstTokens()
                ? states
                : tokens.pool(Pooling.MEAN, states, settings.encoder().hidden());
    }

    private double computeGradient(
            Pass pass, Map<String, INDArray> placeholders, EncoderTokens tokens, TouchedRows touched) {
        MatchedStates matched = matched(pass.objective(), pass.batch());
        List<String> asked = new ArrayList<>(List.of(TransformerSameDiff.LOGITS));
        if (matched != null) {
            matched.blocks().forEach(block -> asked.add(TransformerSameDiff.firstState(block)));
        }
        readBlock(pass.objective()).map(this::readState).ifPresent(asked::add);
        Map<String, float[][]> outputs = graph.outputs(placeholders, asked);
        Read read = readBlock(pass.objective())
                .map(block -> read(pass, readStates(tokens, Vectors.flat(outputs.get(readState(block))))))
                .orElse(new Read(pass, 0));
        LogitGradients way = LogitGradients.of(read.weighted(), outputs.get(TransformerSameDiff.LOGITS));
        Map<String, float[][]> upstream = new HashMap<>();
        upstream.put(TransformerSameDiff.LOGITS, way.gradients());
        double hidden = matched == null ? 0 : match(pass, matched, outputs, upstream);
        double loss = way.sum() + hidden + read.loss();
        if (Double.isFinite(loss)) {
            graph.addGradient(placeholders, upstream, gradient());
            tokens.forEachToken(word -> touched.add(WORDS, word));
        }
        return loss;
    }

    private double match(
            Pass pass, MatchedStates matched, Map<String, float[][]> outputs, Map<String, float[][]> upstream) {
        Map<Integer, float[]> first = new HashMap<>();
        matched.blocks()
                .forEach(block -> first.put(block, Vectors.flat(outputs.get(TransformerSameDiff.firstState(block)))));
        Map<Integer, float[]> gradients = new HashMap<>();
        double loss = matched.learn(pass, first, super.weights(), gradient(), gradients);
        gradients.forEach((block, way) -> upstream.put(
                TransformerSameDiff.firstState(block),
                Vectors.rows(way, settings.encoder().hidden())));
        return loss;
    }

    @Override
    public void close() {
        graph.close();
        super.close();
    }

    private void refresh() {
        if (stale) {
            graph.write(super.weights());
            stale = false;
        }
    }
}
