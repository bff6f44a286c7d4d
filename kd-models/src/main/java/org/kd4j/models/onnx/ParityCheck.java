package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.seed.Seeds;

/**
 * Holds a graph against what its model is known to answer. All cases run in one session and with changing shapes: some
 * faults of M2.1 show from the second run on only.
 */
final class ParityCheck {
    /** The largest difference of an element that passes. */
    static final double TOLERANCE = 1e-4;

    private static final int RUNS = 3;

    /** The name under which exports of transformers take which positions are not padding. */
    private static final String MASK = "attention_mask";

    /** Batch size, then sequence length, of each random case; the first shape comes back at last. */
    private static final long[][] SIZES = {{2, 9}, {1, 4}, {4, 21}, {2, 9}};

    private ParityCheck() {}

    /**
     * @param graph what is checked
     * @param reference where the expected values come from, for messages
     * @param cases run as often as it takes for three runs at least
     * @return the outputs that were compared
     * @throws InvalidInput if an output differs by more than {@link #TOLERANCE}, or has no finite value
     */
    static Set<String> compare(OnnxGraph graph, String reference, List<ParityCase> cases) {
        Set<String> compared = new HashSet<>();
        for (int run = 0; run < Math.max(RUNS, cases.size()); run++) {
            ParityCase one = cases.get(run % cases.size());
            List<String> names = List.copyOf(one.outputs().keySet());
            requireKnown(graph, reference, one);
            compared.addAll(names);
            Map<String, Output> found = graph.run(one.inputs(), names);
            for (String name : names) {
                double difference = difference(found.get(name), one.outputs().get(name), one);
                if (!(difference <= TOLERANCE)) {
                    throw new InvalidInput(
                            graph.name() + ", output '" + name + "'",
                            "a difference of " + difference + " from " + reference + " in run " + (run + 1),
                            "at most " + TOLERANCE,
                            "The model's translation cannot be trusted; export the model in another way, or report it.");
                }
            }
        }
        return compared;
    }

    private static void requireKnown(OnnxGraph graph, String reference, ParityCase one) {
        boolean known = one.inputs().keySet().equals(Set.copyOf(graph.inputs()))
                && graph.outputs().containsAll(one.outputs().keySet())
                && !one.outputs().isEmpty();
        if (!known) {
            throw new InvalidInput(
                    reference,
                    "a case of inputs " + one.inputs().keySet() + " and outputs "
                            + one.outputs().keySet(),
                    "inputs " + graph.inputs() + " and outputs among " + graph.outputs(),
                    "Use the cases that belong to " + graph.name() + ".");
        }
    }

    /**
     * The largest difference of two elements; infinite where the shapes differ, NaN where an element is. What a model
     * says at padded positions is read by nobody and ill-conditioned: on MiniLM, ONNX Runtime differs there from itself
     * without its optimisations by 1.6e-4, elsewhere by 3e-6. So these do not count.
     */
    static double difference(Output found, Output expected, ParityCase one) {
        if (!Arrays.equals(found.shape(), expected.shape())) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        for (int i = 0; i < found.values().length; i++) {
            if (!isPadding(one.inputs().get(MASK), found.shape(), i)) {
                largest = Math.max(largest, Math.abs((double) found.values()[i] - expected.values()[i]));
            }
        }
        return largest;
    }

    /** Whether an element belongs to a masked position, of an output [batch, sequence, …]. */
    private static boolean isPadding(long[][] mask, long[] shape, int element) {
        boolean byPosition = mask != null && shape.length >= 3 && shape[0] == mask.length && shape[1] == mask[0].length;
        if (!byPosition) {
            return false;
        }
        long width = Arrays.stream(shape).skip(2).reduce(1, Math::multiplyExact);
        long position = element / width;
        return mask[(int) (position / shape[1])][(int) (position % shape[1])] == 0;
    }

    /**
     * Random cases with the answers of ONNX Runtime: ids below the size of the table they index, and for inputs that
     * index none, masks with padding at the end of all rows but the first.
     */
    static List<ParityCase> cases(OnnxGraph graph, ReferenceRuntime runtime, long seed) {
        List<ParityCase> cases = new ArrayList<>();
        for (int i = 0; i < SIZES.length; i++) {
            SplittableRandom random = Seeds.stream(seed, "parity", i);
            Map<String, Long> sizes = sizes(graph, SIZES[i]);
            Map<String, long[][]> inputs = new LinkedHashMap<>();
            for (String input : graph.inputs()) {
                inputs.put(input, rows(graph, input, sizes, random));
            }
            Map<String, Output> outputs = new LinkedHashMap<>(runtime.run(inputs));
            outputs.keySet().retainAll(graph.outputs());
            cases.add(new ParityCase(inputs, outputs));
        }
        return cases;
    }

    private static Map<String, Long> sizes(OnnxGraph graph, long[] sizes) {
        Map<String, Long> named = new LinkedHashMap<>();
        for (String name : graph.openSizes()) {
            named.put(name, sizes[Math.min(named.size(), sizes.length - 1)]);
        }
        return named;
    }

    private static long[][] rows(OnnxGraph graph, String input, Map<String, Long> sizes, SplittableRandom random) {
        int batch = (int) graph.shape(input).dim(0).at(sizes);
        int length = (int) graph.shape(input).dim(1).at(sizes);
        long[][] rows = new long[batch][length];
        for (int row = 0; row < batch; row++) {
            int real = row == 0 ? length : Math.max(1, length - 2 * row);
            for (int column = 0; column < length; column++) {
                rows[row][column] = graph.vocabulary(input).isPresent()
                        ? random.nextLong(graph.vocabulary(input).getAsLong())
                        : column < real ? 1 : 0;
            }
        }
        return rows;
    }
}
