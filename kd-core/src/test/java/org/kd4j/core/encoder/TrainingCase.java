package org.kd4j.core.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.kd4j.core.seed.Seeds;

/** Weights, batches and gradients by seed, and the comparison of the engine with the graph. */
final class TrainingCase implements AutoCloseable {
    /** Of the gradient of a weight, relative in the Euclidean norm. */
    private static final double TOLERANCE = 1e-5;

    final ParameterVector weights;
    final ParameterVector gradient;
    private final EncoderShape shape;
    private final SplittableRandom random;
    private final long seed;

    TrainingCase(EncoderShape shape, long seed) {
        this.shape = shape;
        this.seed = seed;
        this.random = Seeds.stream(seed, "training case", 0);
        EncoderLayout layout = new EncoderLayout(shape);
        weights = ParameterVector.allocate(layout);
        gradient = ParameterVector.allocate(layout);
        for (EncoderParameter parameter : layout.stored()) {
            float around = parameter.name().endsWith(".gain") ? 1f : 0f;
            float[] values = new float[parameter.length()];
            double scale = parameter.kind() == EncoderParameter.Kind.WEIGHT ? 2.5 / Math.sqrt(parameter.rows()) : 1;
            for (int i = 0; i < values.length; i++) {
                values[i] = around + (float) (scale * (random.nextDouble() - 0.5));
            }
            weights.set(parameter.name(), values);
        }
    }

    static EncoderShape shape(Activation activation) {
        EmbeddingShape embeddings = new EmbeddingShape(40, 64, new PositionRule.FromStart(), 2, 24, false);
        return new EncoderShape(embeddings, 24, 3, 40, 3, false, activation, 1e-6f);
    }

    /** The first token of a record stays; holes are anywhere else, and every second time types are given. */
    EncoderInput input(int batch, int length) {
        long[][] ids = new long[batch][length];
        long[][] mask = new long[batch][length];
        long[][] types = new long[batch][length];
        for (int record = 0; record < batch; record++) {
            for (int t = 0; t < length; t++) {
                ids[record][t] = random.nextInt(shape.embeddings().vocabulary());
                mask[record][t] = t == 0 || random.nextInt(4) > 0 ? 1 : 0;
                types[record][t] = random.nextInt(Math.max(1, shape.embeddings().types()));
            }
        }
        return new EncoderInput(ids, Optional.of(mask), random.nextBoolean() ? Optional.of(types) : Optional.empty());
    }

    Map<Integer, float[]> gradients(EncoderInput input, int... layers) {
        Map<Integer, float[]> gradients = new HashMap<>();
        for (int layer : layers) {
            float[] values = new float[input.batch() * input.length() * shape.hidden()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextDouble() - 0.5);
            }
            gradients.put(layer, values);
        }
        return gradients;
    }

    /** One pass of the engine, into a gradient of 0, against the graph. */
    void assertEqual(
            TrainableEncoder encoder, EncoderInput input, Masks masks, Map<Integer, float[]> given, int lowest) {
        assertEqual(encoder, input, masks, given, lowest, Reading.ALL_TOKENS);
    }

    /** The same; where only first tokens are read, the gradient of the last state must be 0 elsewhere. */
    void assertEqual(
            TrainableEncoder encoder,
            EncoderInput input,
            Masks masks,
            Map<Integer, float[]> given,
            int lowest,
            Reading reading) {
        gradient.clear();
        GraphEncoder graph = new GraphEncoder(weights, input, masks);
        try (EncoderPass pass = encoder.forward(input, masks.stream(), reading)) {
            for (int layer = 0; layer <= shape.layers(); layer++) {
                boolean first = reading == Reading.FIRST_TOKENS && layer == shape.layers();
                assertState(pass.state(layer), graph.state(layer), input, layer, first);
            }
            pass.backward(given, lowest);
        }
        assertGradients(graph.gradients(given), lowest, describe(input));
    }

    /** Every gradient after one pass there and back, by the names of {@link GraphEncoder}. */
    List<float[]> gradientsOf(
            TrainableEncoder encoder, EncoderInput input, Map<Integer, float[]> given, Reading reading) {
        gradient.clear();
        try (EncoderPass pass = encoder.forward(input, 7, reading)) {
            pass.backward(given, 0);
        }
        return GraphEncoder.names(gradient.layout()).stream().map(gradient::get).toList();
    }

    /** Nothing for other tokens of the third state, the last. */
    static Map<Integer, float[]> onlyFirstTokens(Map<Integer, float[]> given, int length) {
        float[] last = given.get(3);
        for (int i = 0; i < last.length; i++) {
            last[i] *= i / 24 % length == 0 ? 1 : 0;
        }
        return given;
    }

    private String describe(EncoderInput input) {
        return "seed " + seed + ", " + input.batch() + " x " + input.length() + ", ";
    }

    void assertState(float[] found, double[] expected, EncoderInput input, int layer, boolean firstOnly) {
        for (int i = 0; i < found.length; i++) {
            int place = i / shape.hidden();
            boolean token = input.isToken(place / input.length(), place % input.length())
                    && !(firstOnly && place % input.length() > 0);
            assertThat((double) found[i])
                    .as("%sstate %d at %d", describe(input), layer, i)
                    .isCloseTo(token ? expected[i] : 0, within(2e-5));
        }
    }

    /** The gradient of key biases is 0, since softmax does not see what all keys have in common. */
    void assertGradients(Map<String, double[]> expected, int lowest, String what) {
        for (String name : GraphEncoder.names(weights.layout())) {
            float[] found = gradient.get(name);
            if (layer(name) < lowest) {
                assertThat(found).as("%s%s", what, name).containsOnly(0f);
                continue;
            }
            String scale = name.endsWith("key.bias") ? name.replace("key.bias", "value.bias") : name;
            double norm = norm(expected.get(scale));
            assertThat(distance(found, expected.get(name)))
                    .as("%s%s of norm %s", what, name, norm)
                    .isLessThanOrEqualTo(TOLERANCE * norm);
        }
    }

    /** Adds so many times the gradients of another pass. */
    static void add(Map<String, double[]> sums, Map<String, double[]> more, double times) {
        sums.forEach((name, sum) -> {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += times * more.get(name)[i];
            }
        });
    }

    private static int layer(String name) {
        return name.startsWith("layers.") ? 1 + Integer.parseInt(name.split("\\.")[1]) : 0;
    }

    private static double distance(float[] found, double[] expected) {
        double sum = 0;
        for (int i = 0; i < found.length; i++) {
            sum += Math.pow(found[i] - expected[i], 2);
        }
        return Math.sqrt(sum);
    }

    private static double norm(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    @Override
    public void close() {
        weights.close();
        gradient.close();
    }
}
