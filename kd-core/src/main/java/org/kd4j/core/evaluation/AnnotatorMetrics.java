package org.kd4j.core.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.kd4j.core.annotation.Annotations;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.annotation.Majority;

/**
 * How well predictions for individual annotators answer the labels that these gave.
 *
 * @param individual over all labels: a record of {@link Metrics} is a label
 * @param annotatorF1 mean over the annotators of the macro-F1 on their own labels; undefined where all are left out
 * @param annotators how many there are in that mean
 * @param leftOut how many have fewer labels than it takes
 * @param majority the mode of an item's predictions against the mode of its labels; null where no item has one
 * @param soft the mean of an item's predictions against the shares of its labels
 * @param absoluteError mean of |predicted class - label|: for ordinal classes
 * @param expectedAbsoluteError mean of |expected class - label|
 * @param disagreement Pearson's correlation, over the items, of the entropy of the labels' shares and of the mean
 *     prediction; undefined where either is the same for all
 * @param groups accuracy by what is known of annotators
 */
public record AnnotatorMetrics(
        Metrics individual,
        OptionalDouble annotatorF1,
        int annotators,
        int leftOut,
        Metrics majority,
        SoftLabelMetrics soft,
        double absoluteError,
        double expectedAbsoluteError,
        OptionalDouble disagreement,
        List<Group> groups) {

    /**
     * Annotators with the same value of an attribute.
     *
     * @param labels how many they gave
     * @param accuracy on these
     * @param macroF1 on these
     */
    public record Group(String attribute, String value, int labels, double accuracy, double macroF1) {}

    public AnnotatorMetrics {
        groups = List.copyOf(groups);
    }

    /**
     * @param ids of the items
     * @param gold their labels; each has one at least
     * @param probabilities [items][labels of the item][classes]: what is predicted for the annotator of each label
     * @param known who the annotators are
     * @param mode for majorities, of labels and of predictions
     * @param minimumLabels that an annotator must have for {@code annotatorF1}, ≥ 1
     * @throws IllegalArgumentException if there is no item, an item has no label, or not one prediction a label
     */
    public static AnnotatorMetrics of(
            List<String> ids,
            Annotations gold,
            double[][][] probabilities,
            Annotators known,
            Majority mode,
            int minimumLabels) {
        Pairs all = Pairs.of(gold, probabilities);
        List<Metrics> own = new ArrayList<>();
        int leftOut = 0;
        for (Pairs pairs : all.byAnnotator().values()) {
            if (pairs.size() < minimumLabels) {
                leftOut++;
            } else {
                own.add(pairs.metrics());
            }
        }
        return new AnnotatorMetrics(
                all.metrics(),
                own.stream().mapToDouble(Metrics::macroF1).average(),
                own.size(),
                leftOut,
                majority(ids, gold, probabilities, mode),
                SoftLabelMetrics.of(shares(gold, all.classes()), means(probabilities)),
                all.absoluteError(),
                all.expectedAbsoluteError(),
                Correlation.pearson(entropies(shares(gold, all.classes())), entropies(means(probabilities))),
                groups(all, known));
    }

    private static Metrics majority(List<String> ids, Annotations gold, double[][][] probabilities, Majority mode) {
        List<Integer> labels = new ArrayList<>();
        List<double[]> predicted = new ArrayList<>();
        for (int item = 0; item < gold.size(); item++) {
            int[] predictions = new int[probabilities[item].length];
            for (int i = 0; i < predictions.length; i++) {
                predictions[i] = Probabilities.argmax(probabilities[item][i]);
            }
            OptionalInt label = mode.of(ids.get(item), gold.labels()[item]);
            OptionalInt prediction = mode.of(ids.get(item), predictions);
            if (label.isPresent() && prediction.isPresent()) {
                labels.add(label.getAsInt());
                double[] certain = new double[probabilities[item][0].length];
                certain[prediction.getAsInt()] = 1;
                predicted.add(certain);
            }
        }
        return labels.isEmpty()
                ? null
                : Metrics.of(labels.stream().mapToInt(Integer::intValue).toArray(), predicted.toArray(double[][]::new));
    }

    private static double[][] shares(Annotations gold, int classes) {
        double[][] shares = new double[gold.size()][];
        for (int item = 0; item < shares.length; item++) {
            shares[item] = gold.distribution(item, classes);
        }
        return shares;
    }

    private static double[][] means(double[][][] probabilities) {
        double[][] means = new double[probabilities.length][];
        for (int item = 0; item < means.length; item++) {
            double[] mean = new double[probabilities[item][0].length];
            for (double[] one : probabilities[item]) {
                for (int c = 0; c < mean.length; c++) {
                    mean[c] += one[c] / probabilities[item].length;
                }
            }
            means[item] = mean;
        }
        return means;
    }

    private static double[] entropies(double[][] distributions) {
        double[] entropies = new double[distributions.length];
        for (int i = 0; i < entropies.length; i++) {
            entropies[i] = Probabilities.crossEntropy(distributions[i], distributions[i]);
        }
        return entropies;
    }

    private static List<Group> groups(Pairs all, Annotators known) {
        List<Group> groups = new ArrayList<>();
        for (String attribute : new TreeMap<>(known.attributes()).keySet()) {
            Map<String, Pairs> byValue = all.by(annotator -> known.value(attribute, annotator));
            byValue.forEach((value, pairs) -> {
                if (!value.isEmpty()) {
                    Metrics metrics = pairs.metrics();
                    groups.add(new Group(attribute, value, pairs.size(), metrics.accuracy(), metrics.macroF1()));
                }
            });
        }
        return groups;
    }
}
