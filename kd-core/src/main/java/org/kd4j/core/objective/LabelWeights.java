package org.kd4j.core.objective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.kd4j.core.annotation.Annotations;

/**
 * How much the label of an annotator counts by its class: a factor on its loss, which nothing divides by afterwards.
 *
 * @param rows factors by class: no row where every label counts 1, one for all annotators, or one for each number
 */
public record LabelWeights(List<List<Double>> rows) {

    public LabelWeights {
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** Every label counts 1. */
    public static LabelWeights none() {
        return new LabelWeights(List.of());
    }

    /** Balanced as scikit-learn has it: n labels, of C classes, weigh n / (C · those of their class); 0 where there is none. */
    public static LabelWeights balanced(Annotations given, int classes) {
        int[] counts = new int[classes];
        for (int[] labels : given.labels()) {
            Arrays.stream(labels).forEach(label -> counts[label]++);
        }
        return new LabelWeights(List.of(balanced(counts)));
    }

    /**
     * The same over each annotator's own labels. Where an annotator never gave a class, its labels weigh less than 1 on
     * average.
     *
     * @param annotators how many numbers there are
     */
    public static LabelWeights balancedEach(Annotations given, int annotators, int classes) {
        int[][] counts = new int[annotators][classes];
        for (int item = 0; item < given.size(); item++) {
            for (int i = 0; i < given.labels()[item].length; i++) {
                counts[given.annotators()[item][i]][given.labels()[item][i]]++;
            }
        }
        List<List<Double>> rows = new ArrayList<>();
        Arrays.stream(counts).forEach(own -> rows.add(balanced(own)));
        return new LabelWeights(rows);
    }

    private static List<Double> balanced(int[] counts) {
        int all = Arrays.stream(counts).sum();
        return IntStream.of(counts)
                .mapToObj(count -> count == 0 ? 0.0 : (double) all / counts.length / count)
                .toList();
    }

    /** The factor of an annotator's label. */
    public double of(int annotator, int label) {
        return rows.isEmpty() ? 1 : rows.get(rows.size() == 1 ? 0 : annotator).get(label);
    }
}
