package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;

/** Σ state · g of the last state in double, and the slope of it. */
record PlainLoss(TrainingCase one, Activation activation) {
    private static final float STEP = 0x1p-11f;

    /** Moves every number of an array by a step up or down, and looks whether the gradient says what that does. */
    void assertSlope(String name, EncoderInput input, float[] given, SplittableRandom random) {
        float[] values = one.weights.get(name);
        float[] above = values.clone();
        float[] below = values.clone();
        for (int i = 0; i < values.length; i++) {
            float step = random.nextBoolean() ? STEP : -STEP;
            above[i] += step;
            below[i] -= step;
        }
        float[] gradient = one.gradient.get(name);
        double found = 0;
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            double change = gradient[i] * ((double) above[i] - below[i]);
            found += change;
            squares += change * change;
        }
        one.weights.set(name, above);
        double expected = of(input, given);
        one.weights.set(name, below);
        expected -= of(input, given);
        one.weights.set(name, values);
        assertThat(found)
                .as("%s, %s, %d tokens", activation, name, input.length())
                .isCloseTo(expected, within(1e-4 * Math.sqrt(squares) + 1e-5 * STEP));
    }

    private double of(EncoderInput input, float[] given) {
        EncoderShape shape = one.weights.layout().shape();
        int hidden = shape.hidden();
        double[][] states = new PlainEncoder(one.weights.embeddings(), one.weights.blocks(), shape.heads(), activation)
                .states(input, 0, shape.layers());
        double loss = 0;
        for (int t = 0; t < states.length; t++) {
            for (int i = 0; states[t] != null && i < hidden; i++) {
                loss += states[t][i] * given[t * hidden + i];
            }
        }
        return loss;
    }
}
