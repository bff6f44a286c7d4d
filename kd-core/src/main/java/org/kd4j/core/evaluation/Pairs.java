package org.kd4j.core.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.kd4j.core.annotation.Annotations;

/** Labels one by one, each with who gave it and what was predicted. */
final class Pairs {
    private final List<Integer> annotators = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();
    private final List<double[]> predictions = new ArrayList<>();

    static Pairs of(Annotations gold, double[][][] probabilities) {
        if (gold.size() != probabilities.length) {
            throw new IllegalArgumentException("annotator metrics: found " + gold.size() + " items and predictions for "
                    + probabilities.length + ", expected as many");
        }
        Pairs pairs = new Pairs();
        for (int item = 0; item < probabilities.length; item++) {
            int[] given = gold.labels()[item];
            if (given.length == 0 || given.length != probabilities[item].length) {
                throw new IllegalArgumentException(
                        "annotator metrics: found " + given.length + " labels of item " + item + " and "
                                + probabilities[item].length + " predictions, expected as many, and at least one");
            }
            for (int i = 0; i < given.length; i++) {
                pairs.add(gold.annotators()[item][i], given[i], probabilities[item][i]);
            }
        }
        return pairs;
    }

    private void add(int annotator, int label, double[] prediction) {
        annotators.add(annotator);
        labels.add(label);
        predictions.add(prediction);
    }

    int size() {
        return labels.size();
    }

    int classes() {
        return predictions.get(0).length;
    }

    Metrics metrics() {
        return Metrics.of(labels.stream().mapToInt(Integer::intValue).toArray(), predictions.toArray(double[][]::new));
    }

    Map<Integer, Pairs> byAnnotator() {
        return by(annotator -> annotator);
    }

    /** Those of the annotators that have the same in common, in its order. */
    <K> Map<K, Pairs> by(IntFunction<K> common) {
        Map<K, Pairs> parts = new TreeMap<>();
        for (int i = 0; i < size(); i++) {
            parts.computeIfAbsent(common.apply(annotators.get(i)), key -> new Pairs())
                    .add(annotators.get(i), labels.get(i), predictions.get(i));
        }
        return parts;
    }

    double absoluteError() {
        double sum = 0;
        for (int i = 0; i < size(); i++) {
            sum += Math.abs(Probabilities.argmax(predictions.get(i)) - labels.get(i));
        }
        return sum / size();
    }

    double expectedAbsoluteError() {
        double sum = 0;
        for (int i = 0; i < size(); i++) {
            double expected = 0;
            for (int c = 0; c < classes(); c++) {
                expected += c * predictions.get(i)[c];
            }
            sum += Math.abs(expected - labels.get(i));
        }
        return sum / size();
    }
}
