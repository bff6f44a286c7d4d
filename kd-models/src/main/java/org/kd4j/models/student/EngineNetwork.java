package org.kd4j.models.student;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kd4j.core.encoder.Dropout;
import org.kd4j.core.encoder.EncoderPass;
import org.kd4j.core.encoder.ParameterVector;
import org.kd4j.core.encoder.Reading;
import org.kd4j.core.encoder.TrainableEncoder;
import org.kd4j.core.training.Pass;
import org.kd4j.core.training.StepSettings;
import org.kd4j.core.training.TouchedRows;
import org.kd4j.models.head.Pooling;

/** A transformer on the CPU engine. */
final class EngineNetwork extends TransformerNetwork {
    private final int threads;
    private final int lowest;
    private TrainableEncoder encoder;
    private boolean learns;

    EngineNetwork(TransformerSettings settings, StepSettings steps, long seed) {
        super(settings, seed);
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
        EncoderTokens tokens = tokens(rows);
        float[] states = hiddenStates(tokens, List.of(encoder.layers())).get(0);
        return head.logits(weights(), tokens.pool(settings.pooling(), states, encoder.hidden()));
    }

    @Override
    EncoderTokens tokens(int[][] rows) {
        return EncoderTokens.of(rows, settings.task().paddingId());
    }

    @Override
    List<float[]> hiddenStates(EncoderTokens tokens, List<Integer> layers) {
        int[] wanted = layers.stream().mapToInt(Integer::intValue).toArray();
        return encoder.hiddenStates(tokens.input(), wanted);
    }

    @Override
    public double addGradient(Pass pass, TouchedRows touched) {
        EncoderTokens tokens = tokens(pass.batch().tokens());
        int width = encoder.hidden();
        try (EncoderPass forward = learning().forward(tokens.input(), dropout(pass), reading())) {
            Read read = readBlock(pass.objective())
                    .map(block -> read(pass, tokens.pool(Pooling.CLS, forward.state(block), width)))
                    .orElse(new Read(pass, 0));
            ClassifierHead.Way way = head.learn(
                    weights(),
                    gradient(),
                    tokens.pool(settings.pooling(), forward.state(encoder.layers()), width),
                    read.weighted(),
                    settings.dropout(),
                    headDropout(pass));
            Map<Integer, float[]> back = new HashMap<>();
            back.put(encoder.layers(), tokens.spread(settings.pooling(), way.pooledGradient(), width));
            double hidden = match(pass, tokens, forward, back);
            if (lowest <= encoder.layers()) {
                for (int word : forward.backward(back, lowest)) {
                    touched.add(WORDS, word);
                }
            }
            return way.loss() + hidden + read.loss();
        }
    }

    private Reading reading() {
        return settings.pooling() == Pooling.CLS ? Reading.FIRST_TOKENS : Reading.ALL_TOKENS;
    }

    /** Adds the term over hidden states, where the objective has one. */
    private double match(Pass pass, EncoderTokens tokens, EncoderPass forward, Map<Integer, float[]> back) {
        MatchedStates matched = matched(pass.objective(), pass.batch());
        if (matched == null) {
            return 0;
        }
        int width = encoder.hidden();
        Map<Integer, float[]> first = new HashMap<>();
        matched.blocks().forEach(k -> first.put(k, tokens.pool(Pooling.CLS, forward.state(k), width)));
        Map<Integer, float[]> gradients = new HashMap<>();
        double loss = matched.learn(pass, first, weights(), gradient(), gradients);
        gradients.forEach((k, way) -> back.merge(k, tokens.spread(Pooling.CLS, way, width), EngineNetwork::sum));
        return loss;
    }

    private static float[] sum(float[] into, float[] more) {
        Vectors.addScaled(1f, more, 0, into, 0, into.length);
        return into;
    }

    @Override
    public void close() {
        encoder.close();
        super.close();
    }
}
