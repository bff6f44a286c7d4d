package org.kd4j.models.student;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.kd4j.core.encoder.Dropout;
import org.kd4j.core.encoder.EncoderPass;
import org.kd4j.core.encoder.GivenState;
import org.kd4j.core.encoder.ParameterVector;
import org.kd4j.core.encoder.Reading;
import org.kd4j.core.encoder.TrainableEncoder;
import org.kd4j.core.encoder.UpperPass;
import org.kd4j.core.interchange.Interchange;
import org.kd4j.core.interchange.Overwriting;
import org.kd4j.core.training.Pass;
import org.kd4j.core.training.StepSettings;
import org.kd4j.core.training.TouchedRows;
import org.kd4j.models.head.Head;
import org.kd4j.models.head.Pooling;

/** A transformer on the CPU engine. */
final class EngineNetwork extends TransformerNetwork {
    private final int threads;
    private final int lowest;
    private TrainableEncoder encoder;
    private boolean learns;

    EngineNetwork(TransformerSettings settings, StepSettings steps, long seed) {
        this(settings, steps, seed, offset -> ClassifierHead.of(settings, offset));
    }

    /** With another head than the settings'. */
    EngineNetwork(TransformerSettings settings, StepSettings steps, long seed, Head.Maker maker) {
        super(settings, seed, maker);
        this.threads = steps.threads();
        this.lowest = LowestLayer.of(parts(), steps.rules(), settings.encoder().layers());
        // Nobody asks for the way back of an engine that only answers, so what stands for its gradient is never
        // written.
        this.encoder = engine(vector());
    }

    private TrainableEncoder engine(ParameterVector sums) {
        return new TrainableEncoder(vector(), sums, Dropout.of(settings.dropout()), threads);
    }

    private TrainableEncoder learning() {
        if (!learns) {
            encoder.close();
            encoder = engine(ParameterVector.over(layout, gradientMemory(), 0));
            learns = true;
        }
        return encoder;
    }

    @Override
    float[][] logits(int[][] rows) {
        return head.logits(weights(), pooled(rows));
    }

    @Override
    float[][] logits(int[][] rows, Interchange interchange) {
        return answers(rows, Optional.of(interchange), List.of()).logits();
    }

    @Override
    EncoderTokens tokens(int[][] rows) {
        return EncoderTokens.of(rows, settings.task().paddingId());
    }

    @Override
    List<float[]> hiddenStates(EncoderTokens tokens, List<Integer> layers) {
        return encoder.hiddenStates(tokens.input(), numbers(layers));
    }

    /** In two runs: up to the state that is overwritten, and from there on. */
    @Override
    List<float[]> hiddenStates(EncoderTokens tokens, Interchange interchange, List<Integer> layers) {
        Overwriting swap = overwriting(interchange, tokens);
        List<Integer> below = new ArrayList<>(layers);
        below.removeIf(layer -> layer >= swap.layer());
        List<Integer> behind = new ArrayList<>(layers);
        behind.removeAll(below);
        below.add(swap.layer());
        List<float[]> plain = hiddenStates(tokens, below);
        float[] state = plain.get(plain.size() - 1);
        GivenState given = new GivenState(swap.layer(), swap.overwritten(state, state));
        Iterator<float[]> before = plain.iterator();
        Iterator<float[]> after =
                encoder.hiddenStates(tokens.input(), given, numbers(behind)).iterator();
        return layers.stream()
                .map(layer -> (layer < swap.layer() ? before : after).next())
                .toList();
    }

    private static int[] numbers(List<Integer> layers) {
        return layers.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    double addGradient(Pass pass, Optional<Counterfactual> counterfactual, TouchedRows touched) {
        EncoderTokens tokens = tokens(pass.batch().tokens());
        try (EncoderPass forward = learning().forward(tokens.input(), dropout(pass), reading(pass, counterfactual))) {
            Map<Integer, float[]> back = new HashMap<>();
            double loss =
                    learn(pass, tokens, headDropout(pass), new States(forward::state, forward::firstStates), back);
            if (counterfactual.isPresent()) {
                loss += learn(counterfactual.get(), tokens, forward, back);
            }
            head.touch(pass.batch(), touched);
            if (lowest <= encoder.layers()) {
                for (int word : forward.backward(back, lowest)) {
                    touched.add(WORDS, word);
                }
            }
            return loss;
        }
    }

    /**
     * Hidden states of a pass, by number.
     *
     * @param all [records, length, width]
     * @param first of first tokens, [records, width]
     */
    private record States(IntFunction<float[]> all, IntFunction<float[]> first) {}

    /** An intervention on the last state, or an early readout of its mean, reads any token of it. */
    private Reading reading(Pass pass, Optional<Counterfactual> counterfactual) {
        int last = encoder.layers();
        boolean ofLast =
                counterfactual.filter(one -> one.interchange().layer() == last).isPresent()
                        || settings.earlyReadout().equals(Optional.of(Pooling.MEAN))
                                && readBlock(pass.objective()).equals(Optional.of(last));
        return ofLast ? Reading.ALL_TOKENS : reading();
    }

    private Reading reading() {
        return settings.pooling() == Pooling.CLS ? Reading.FIRST_TOKENS : Reading.ALL_TOKENS;
    }

    /**
     * The objective of a pass, and the way back to the hidden states.
     *
     * @param states of the pass
     * @param back receives the gradients of states, by number, as the engine takes them
     */
    private double learn(
            Pass pass, EncoderTokens tokens, SplittableRandom headDropout, States states, Map<Integer, float[]> back) {
        Read read = readBlock(pass.objective())
                .map(block -> read(pass, pooled(settings.earlyReadout().orElseThrow(), block, tokens, states)))
                .orElse(new Read(pass, 0));
        Head.Way way = head.learn(
                weights(),
                gradient(),
                pooled(settings.pooling(), encoder.layers(), tokens, states),
                read.weighted(),
                settings.dropout(),
                headDropout);
        back.put(encoder.layers(), unpooled(tokens, way.pooledGradient()));
        return way.loss() + read.loss() + match(pass, tokens, states, back);
    }

    private float[] pooled(Pooling pooling, int layer, EncoderTokens tokens, States states) {
        return pooling == Pooling.CLS
                ? states.first().apply(layer)
                : tokens.pool(pooling, states.all().apply(layer), encoder.hidden());
    }

    /** From the gradient of pooled states to one that the engine takes. */
    private float[] unpooled(EncoderTokens tokens, float[] gradient) {
        return settings.pooling() == Pooling.CLS
                ? gradient
                : tokens.spread(settings.pooling(), gradient, encoder.hidden());
    }

    /** The same of a counterfactual of the pass, whose states below the overwritten one are the pass's own. */
    private double learn(
            Counterfactual counterfactual, EncoderTokens tokens, EncoderPass forward, Map<Integer, float[]> back) {
        Overwriting swap = overwriting(counterfactual.interchange(), tokens);
        int layer = swap.layer();
        float[] state = forward.state(layer);
        GivenState given = new GivenState(layer, swap.overwritten(state, state));
        try (UpperPass upper = encoder.forward(tokens.input(), given, dropout(counterfactual), reading())) {
            Map<Integer, float[]> gradients = new HashMap<>();
            double loss = learn(
                    counterfactual.pass(),
                    tokens,
                    headDropout(counterfactual),
                    new States(
                            k -> k < layer ? forward.state(k) : upper.state(k),
                            k -> k < layer ? forward.firstStates(k) : upper.firstStates(k)),
                    gradients);
            if (lowest <= encoder.layers()) {
                Map<Integer, float[]> above = new HashMap<>(gradients);
                above.keySet().removeIf(k -> k < layer);
                gradients.keySet().removeAll(above.keySet());
                float[] gradient = upper.backward(above, lowest);
                gradients.put(layer, sum(swap.toBase(gradient), swap.toSource(gradient)));
                gradients.forEach((k, way) -> add(tokens, k, way, back));
            }
            return loss;
        }
    }

    /** Adds the term over hidden states, where the objective has one. */
    private double match(Pass pass, EncoderTokens tokens, States states, Map<Integer, float[]> back) {
        MatchedStates matched = matched(pass.objective(), pass.batch());
        if (matched == null) {
            return 0;
        }
        Map<Integer, float[]> first = new HashMap<>();
        matched.blocks().forEach(k -> first.put(k, states.first().apply(k)));
        Map<Integer, float[]> gradients = new HashMap<>();
        double loss = matched.learn(pass, first, weights(), gradient(), gradients);
        gradients.forEach((k, way) -> add(tokens, k, way, back));
        return loss;
    }

    /** Adds to a state's gradient; one of first tokens is spread where the other is of all. */
    private void add(EncoderTokens tokens, int layer, float[] gradient, Map<Integer, float[]> back) {
        back.merge(layer, gradient, (one, other) -> {
            int size = Math.max(one.length, other.length);
            return sum(ofSize(tokens, one, size), ofSize(tokens, other, size));
        });
    }

    private float[] ofSize(EncoderTokens tokens, float[] gradient, int size) {
        return gradient.length == size ? gradient : tokens.spread(Pooling.CLS, gradient, encoder.hidden());
    }

    private static float[] sum(float[] into, float[] more) {
        Vectors.addScaled(1f, more, into);
        return into;
    }

    @Override
    public void close() {
        encoder.close();
        super.close();
    }
}
