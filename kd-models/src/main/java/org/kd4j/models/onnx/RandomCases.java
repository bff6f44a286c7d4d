package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.seed.Seeds;

/**
 * Random inputs that a model admits: ids below the size of the table they index, and for inputs that index none, masks
 * with padding at the end of all rows but the first. Sizes that the model fixes are kept to.
 */
final class RandomCases {
    /** Batch size, then sequence length, of each case; the first shape comes back at last. */
    private static final int[][] SIZES = {{2, 9}, {1, 4}, {4, 21}, {1, 128}, {2, 9}};

    /** The same of cases that are kept. */
    private static final int[][] FEW_SIZES = {{2, 5}, {1, 3}, {3, 4}};

    private static final int LONGEST = 128;

    /** The most ids of one input, far beyond a batch of 64 sequences of 512: a file can fix its sizes at any number. */
    private static final long MOST_IDS = 1 << 16;

    private final OnnxGraph graph;
    private final long seed;
    private final List<Integer> lengths;

    private RandomCases(OnnxGraph graph, long seed) {
        this.graph = graph;
        this.seed = seed;
        this.lengths = lengths();
    }

    /**
     * The cases, with the answers of ONNX Runtime.
     *
     * @throws InvalidInput if the model's inputs are fixed at more ids than 65,536, or longer than it has positions
     */
    static List<ParityCase> of(OnnxGraph graph, ReferenceRuntime runtime, long seed) {
        return new RandomCases(graph, seed).cases(SIZES, inputs -> {
            Map<String, Output> outputs = new LinkedHashMap<>(runtime.run(inputs));
            graph.hiddenStates().forEach((output, value) -> outputs.put(output, outputs.get(value)));
            outputs.keySet().retainAll(graph.outputs());
            return outputs;
        });
    }

    /** The cases, with the answers of the graph itself, for another way to run the same model. */
    static List<ParityCase> of(OnnxGraph graph, long seed) {
        return new RandomCases(graph, seed).cases(SIZES, inputs -> graph.run(inputs, graph.outputs()));
    }

    /** Three small cases, with the answers of the graph itself, to be kept. */
    static List<ParityCase> few(OnnxGraph graph, long seed) {
        return new RandomCases(graph, seed).cases(FEW_SIZES, inputs -> graph.run(inputs, graph.outputs()));
    }

    /** The inputs of three small cases. */
    static List<Map<String, long[][]>> inputs(OnnxGraph graph, long seed) {
        return new RandomCases(graph, seed)
                .cases(FEW_SIZES, inputs -> Map.of()).stream()
                        .map(ParityCase::inputs)
                        .toList();
    }

    private List<ParityCase> cases(int[][] sizes, Function<Map<String, long[][]>, Map<String, Output>> answer) {
        List<ParityCase> cases = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            Map<String, long[][]> inputs = inputs(i, sizes[i][0], length(sizes[i][1]));
            cases.add(new ParityCase(inputs, answer.apply(inputs)));
        }
        return cases;
    }

    /** The lengths up to 128 for which the model has positions, ascending; 128 alone where it has them for none. */
    private List<Integer> lengths() {
        List<Integer> fitting = IntStream.rangeClosed(1, LONGEST)
                .filter(length -> graph.fits(1, length))
                .boxed()
                .toList();
        int admitted = 0;
        int refused = fitting.size();
        // Some models reckon positions from the ids, so that only a run can tell; the longer, the higher.
        while (admitted < refused) {
            int middle = (admitted + refused + 1) / 2;
            if (graph.admits(inputs(0, 1, fitting.get(middle - 1)))) {
                admitted = middle;
            } else {
                refused = middle - 1;
            }
        }
        return admitted == 0 ? List.of(LONGEST) : fitting.subList(0, admitted);
    }

    /** The longest admitted length up to this one, or else the shortest. */
    private int length(int wanted) {
        return lengths.stream()
                .filter(length -> length <= wanted)
                .reduce((shorter, longer) -> longer)
                .orElse(lengths.get(0));
    }

    private Map<String, long[][]> inputs(int number, int batch, int length) {
        SplittableRandom random = Seeds.stream(seed, "parity", number);
        Map<String, Long> sizes = graph.sizes(batch, length);
        Map<String, long[][]> inputs = new LinkedHashMap<>();
        graph.inputs().forEach(input -> inputs.put(input, rows(input, sizes, random)));
        return inputs;
    }

    private long[][] rows(String input, Map<String, Long> sizes, SplittableRandom random) {
        long batch = graph.shape(input).dim(0).at(sizes);
        long length = graph.shape(input).dim(1).at(sizes);
        if (batch > MOST_IDS / length) {
            throw new InvalidInput(
                    graph.name() + ", input '" + input + "'",
                    "the fixed shape " + graph.shape(input),
                    "at most " + MOST_IDS + " ids",
                    "Export the model with open batch and sequence sizes.");
        }
        long[][] rows = new long[(int) batch][(int) length];
        for (int row = 0; row < batch; row++) {
            long real = row == 0 ? length : Math.max(1, length - 2L * row);
            for (int column = 0; column < length; column++) {
                rows[row][column] = graph.vocabulary(input).isPresent()
                        ? random.nextLong(graph.vocabulary(input).getAsLong())
                        : column < real ? 1 : 0;
            }
        }
        return rows;
    }
}
