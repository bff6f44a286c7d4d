package org.kd4j.models.onnx;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.seed.Seeds;

/**
 * Imports mutated models, in a process of its own: what takes it down must not take the tests down. Writes a line
 * before each mutation and one behind it, so that the mutation is known at which it stopped.
 */
final class MutationTrial {
    static final String BEGIN = "begin ";
    static final String REFUSED = "refused ";
    static final String AGREES = "agrees ";
    static final String WRONG = "WRONG ";

    /** Batch sizes and lengths that the gate does not try. */
    private static final int[][] SIZES = {{3, 13}, {5, 2}, {1, 33}, {2, 7}};

    private MutationTrial() {}

    /** @param args the first seed, the one behind the last, then the files to mutate */
    public static void main(String[] args) throws IOException {
        PrintStream out = System.out;
        long end = Long.parseLong(args[1]);
        for (long seed = Long.parseLong(args[0]); seed < end; seed++) {
            Path file = Path.of(args[(int) (2 + seed % (args.length - 2))]);
            ModelMutation mutation = ModelMutation.of(Files.readAllBytes(file), seed);
            out.println(BEGIN + seed + " " + file.getFileName() + ": " + mutation.what());
            out.flush();
            out.println(outcome(mutation.bytes(), seed).replace('\n', ' '));
        }
    }

    private static String outcome(byte[] bytes, long seed) {
        try (OnnxGraph graph = OnnxImport.open("mutated.onnx", bytes, List.of())) {
            return compared(graph, OnnxModel.of("mutated.onnx", bytes), seed);
        } catch (InvalidInput refused) {
            return REFUSED + refused.getMessage();
        } catch (RuntimeException | Error e) {
            return WRONG + e + " at " + Arrays.toString(Arrays.copyOf(root(e).getStackTrace(), 6)) + " from " + root(e);
        }
    }

    private static Throwable root(Throwable e) {
        return e.getCause() == null ? e : root(e.getCause());
    }

    /** A graph that passed the gate, on inputs that the gate has not seen. */
    private static String compared(OnnxGraph graph, OnnxModel model, long seed) {
        double largest = 0;
        try (ReferenceRuntime runtime =
                ReferenceRuntime.open(model, Set.copyOf(graph.hiddenStates().values()))) {
            for (int i = 0; i < SIZES.length; i++) {
                ParityCase inputs = new ParityCase(
                        inputs(graph, SIZES[i], Seeds.stream(seed, "unseen", i)),
                        Map.of("none", new Output(new long[] {0}, new float[0])));
                Map<String, Output> found;
                try {
                    found = graph.run(inputs.inputs(), graph.outputs());
                } catch (InvalidInput refused) {
                    continue;
                }
                Map<String, Output> expected = runtime.run(inputs.inputs());
                for (String output : graph.outputs()) {
                    Output same = expected.get(graph.hiddenStates().getOrDefault(output, output));
                    largest = Math.max(largest, difference(found.get(output), same, inputs));
                }
            }
        }
        return (largest <= 10 * ParityCheck.TOLERANCE ? AGREES : WRONG) + largest;
    }

    /** In units of the output's largest element where that is above 1, as a mutated weight may make it. */
    private static double difference(Output found, Output expected, ParityCase inputs) {
        double scale = 1;
        for (float value : expected.values()) {
            scale = Math.max(scale, Math.abs(value));
        }
        boolean alike =
                Arrays.equals(found.shape(), expected.shape()) && Arrays.equals(found.values(), expected.values());
        return alike ? 0 : ParityCheck.difference(found, expected, inputs) / scale;
    }

    private static Map<String, long[][]> inputs(OnnxGraph graph, int[] size, SplittableRandom random) {
        Map<String, Long> sizes = graph.sizes(size[0], size[1]);
        Map<String, long[][]> inputs = new LinkedHashMap<>();
        for (String input : graph.inputs()) {
            int batch = (int) graph.shape(input).dim(0).at(sizes);
            int length = (int) graph.shape(input).dim(1).at(sizes);
            long[][] rows = new long[batch][length];
            for (long[] row : rows) {
                for (int column = 0; column < length; column++) {
                    row[column] = graph.vocabulary(input).isPresent()
                            ? random.nextLong(graph.vocabulary(input).getAsLong())
                            : column == 0 || random.nextInt(4) > 0 ? 1 : 0;
                }
            }
            inputs.put(input, rows);
        }
        return inputs;
    }
}
