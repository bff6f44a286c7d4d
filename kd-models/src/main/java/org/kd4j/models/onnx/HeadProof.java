package org.kd4j.models.onnx;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.kd4j.core.encoder.Dense;
import org.kd4j.core.samediff.GraphSessions;
import org.kd4j.core.seed.Seeds;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.head.PretrainedHead;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Finds out how a graph's head pools: the way in which the layers that were recognised give what the graph gives, of
 * random hidden states and with padding.
 *
 * @param form of the graph
 */
record HeadProof(OnnxGraph graph, EncoderForm form) {
    private static final long SEED = 3;

    /** Of logits that are no larger than 1, and relative to the largest of others. */
    private static final double TOLERANCE = 1e-4;

    /** How the head pools, or nothing if it has layers that were not recognised. */
    Optional<PretrainedHead> of(HeadPlan.Known plan, EncoderWeights weights) {
        int width = weights.head(plan, Pooling.CLS).width();
        List<Case> cases = RandomCases.inputs(graph, SEED).stream()
                .map(inputs -> answered(inputs, plan.output(), width))
                .toList();
        return Arrays.stream(Pooling.values())
                .map(pooling -> weights.head(plan, pooling))
                .filter(head -> cases.stream().allMatch(one -> agrees(head, one)))
                .findFirst();
    }

    /**
     * @param mask [batch, length], 0 at padding
     * @param states [batch, length, hidden] after the last block
     */
    private record Case(long[][] mask, Output states, Output logits) {}

    private Case answered(Map<String, long[][]> inputs, String output, int width) {
        int blocks = form.plan().blocks().size();
        long[][] ids = inputs.get(form.plan().ids());
        long[] shape = {ids.length, ids[0].length, width};
        SplittableRandom random = Seeds.stream(SEED, "states", ids[0].length);
        Map<String, INDArray> given = graph.placeholders(inputs);
        Map<Integer, Output> states = new HashMap<>();
        for (int layer : form.tailStates()) {
            states.put(layer, random(shape, random));
            given.put(
                    EncoderForm.placeholder(layer),
                    Nd4j.create(states.get(layer).values(), shape, 'c'));
        }
        String tail = form.tails().get(output);
        Output logits = graph.outputs(given, List.of(tail)).get(tail);
        given.values().forEach(GraphSessions::release);
        long[][] mask = form.plan().mask().map(inputs::get).orElseGet(() -> ones(ids));
        return new Case(mask, states.getOrDefault(blocks, random(shape, random)), logits);
    }

    private static Output random(long[] shape, SplittableRandom random) {
        float[] values = new float[Math.toIntExact(shape[0] * shape[1] * shape[2])];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Output(shape, values);
    }

    private static long[][] ones(long[][] like) {
        long[][] mask = new long[like.length][like[0].length];
        Arrays.stream(mask).forEach(row -> Arrays.fill(row, 1));
        return mask;
    }

    private static boolean agrees(PretrainedHead head, Case one) {
        double largest = 1;
        double difference = 0;
        for (int text = 0; text < one.mask().length; text++) {
            double[] found = logits(head, pooled(head.pooling(), one, text));
            for (int c = 0; c < found.length; c++) {
                double expected = one.logits().values()[text * found.length + c];
                largest = Math.max(largest, Math.abs(expected));
                difference = Math.max(difference, Math.abs(found[c] - expected));
            }
        }
        return difference <= TOLERANCE * largest;
    }

    private static double[] pooled(Pooling pooling, Case one, int text) {
        int length = one.mask()[text].length;
        int width = one.states().width();
        double[] sum = new double[width];
        int count = 0;
        for (int position = 0; position < (pooling == Pooling.CLS ? 1 : length); position++) {
            if (one.mask()[text][position] != 0) {
                count++;
                for (int i = 0; i < width; i++) {
                    sum[i] += one.states().values()[(text * length + position) * width + i];
                }
            }
        }
        for (int i = 0; i < width; i++) {
            sum[i] /= Math.max(1, count);
        }
        return sum;
    }

    private static double[] logits(PretrainedHead head, double[] pooled) {
        double[] features = head.inner()
                .map(layer -> activated(head.kind(), product(layer, pooled)))
                .orElse(pooled);
        return product(head.output(), features);
    }

    private static double[] activated(HeadKind kind, double[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = (float) x[i];
        }
        kind.apply(y, new float[y.length]);
        return IntStream.range(0, y.length).mapToDouble(i -> y[i]).toArray();
    }

    private static double[] product(Dense layer, double[] x) {
        FloatBuffer weights = layer.weights().duplicate();
        FloatBuffer bias = layer.bias().duplicate();
        double[] y = new double[layer.out()];
        for (int out = 0; out < y.length; out++) {
            y[out] = bias.get();
        }
        for (double value : x) {
            for (int out = 0; out < y.length; out++) {
                y[out] += value * weights.get();
            }
        }
        return y;
    }
}
