package org.kd4j.models.onnx;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kd4j.core.failure.InvalidInput;

/**
 * Holds a model against what it is known to answer, up to the first difference. All cases run in one session and with
 * changing shapes: some faults of M2.1 show from the second run on only.
 */
final class ParityCheck {
    /** The largest difference of an element that passes. */
    static final double TOLERANCE = 1e-4;

    private static final int RUNS = 3;

    /** The name under which exports of transformers take which positions are not padding. */
    static final String MASK = "attention_mask";

    private static final Pattern HIDDEN = Pattern.compile("hidden_states\\.(\\d{1,4})");

    private final TextModel graph;
    private final Set<String> compared = new HashSet<>();
    private int cases;
    private double largest;

    ParityCheck(TextModel graph) {
        this.graph = graph;
    }

    /**
     * Runs cases, as often as it takes for three runs at least.
     *
     * @param reference where the expected values come from, for messages
     * @return the case at which the model and the reference part, if they do
     * @throws InvalidInput if the cases are not of this model
     */
    Optional<Parting> against(String reference, List<ParityCase> expected) {
        cases += expected.size();
        for (int run = 0; run < Math.max(RUNS, expected.size()); run++) {
            ParityCase one = expected.get(run % expected.size());
            requireKnown(reference, one);
            compared.addAll(one.outputs().keySet());
            Map<String, Output> found =
                    graph.run(one.inputs(), List.copyOf(one.outputs().keySet()));
            for (String name : inOrder(one.outputs().keySet())) {
                double difference = difference(found.get(name), one.outputs().get(name), one);
                largest = Math.max(largest, difference);
                if (!(difference <= TOLERANCE)) {
                    return Optional.of(
                            new Parting(one, new Disagreement(reference, run + 1, shape(one), name, difference)));
                }
            }
        }
        return Optional.empty();
    }

    /** Where the two part, with the inputs that show it. */
    record Parting(ParityCase one, Disagreement disagreement) {}

    /** What all comparisons together have found. */
    ParityReport report(long opset, Optional<Disagreement> disagreement) {
        return new ParityReport(graph.name(), opset, cases, largest, compared, disagreement);
    }

    /** The sizes of a case's inputs, such as {@code [2, 9]}; all inputs mostly have one shape. */
    static String shape(ParityCase one) {
        return one.inputs().values().stream()
                .map(rows -> "[" + rows.length + ", " + rows[0].length + "]")
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** Hidden states from the lowest on, then other outputs by position, then the rest: where a fault shows first. */
    private List<String> inOrder(Set<String> outputs) {
        return graph.outputs().stream()
                .filter(outputs::contains)
                .sorted(Comparator.comparingInt(this::depth))
                .toList();
    }

    private int depth(String output) {
        Matcher hidden = HIDDEN.matcher(output);
        int byPosition = graph.rank(output) > 2 ? Integer.MAX_VALUE - 1 : Integer.MAX_VALUE;
        return hidden.matches() ? Integer.parseInt(hidden.group(1)) : byPosition;
    }

    private void requireKnown(String reference, ParityCase one) {
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
}
