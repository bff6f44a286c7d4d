package org.kd4j.arbiter.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kd4j.arbiter.results.AnnotatorResults.Reference;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.core.annotation.Annotations;
import org.kd4j.data.annotations.AnnotatedItems;

/**
 * What models of annotators are compared with. Each answers with shares of labels; its predicted class is the one with the
 * largest share, the lowest among equals.
 */
final class References {
    private final AnnotatorScoring scoring;
    private final double[] all;
    private final Map<String, double[]> own = new HashMap<>();

    /** @param train what predictors know that are no oracles */
    References(AnnotatedItems train, AnnotatorScoring scoring) {
        this.scoring = scoring;
        int classes = train.classes().names().size();
        this.all = new double[classes];
        Annotations given = train.annotations();
        for (int item = 0; item < given.size(); item++) {
            for (int i = 0; i < given.labels()[item].length; i++) {
                String name = train.annotators().name(given.annotators()[item][i]);
                int label = given.labels()[item][i];
                all[label]++;
                own.computeIfAbsent(name, first -> new double[classes])[label]++;
            }
        }
        normalize(all);
        own.values().forEach(References::normalize);
    }

    private static void normalize(double[] counts) {
        double sum = Arrays.stream(counts).sum();
        Arrays.setAll(counts, label -> counts[label] / sum);
    }

    /** Their scores; those on test are null where there is none. */
    List<Reference> on(AnnotatedItems dev, AnnotatedItems test) {
        List<Reference> references = new ArrayList<>();
        references.add(reference("constant", this::constant, dev, test));
        references.add(reference("annotator's own mode", this::own, dev, test));
        references.add(reference("item-mode oracle", References::oracle, dev, test));
        return references;
    }

    /** What a predictor says of an annotator's label of an item. */
    private interface Predictor {
        double[] of(AnnotatedItems items, int item, int annotator);
    }

    private Reference reference(String name, Predictor predictor, AnnotatedItems dev, AnnotatedItems test) {
        return new Reference(name, scores(predictor, dev), test == null ? null : scores(predictor, test));
    }

    private Scores scores(Predictor predictor, AnnotatedItems items) {
        double[][][] answers = new double[items.size()][][];
        for (int item = 0; item < answers.length; item++) {
            int row = item;
            answers[item] = Arrays.stream(items.annotations().annotators()[item])
                    .mapToObj(annotator -> predictor.of(items, row, annotator))
                    .toArray(double[][]::new);
        }
        return scoring.of(items, answers);
    }

    /** The shares of all labels of train, whoever is asked about whatever. */
    private double[] constant(AnnotatedItems items, int item, int annotator) {
        return all;
    }

    /** The shares of the annotator's labels of train; where there are none, those of all. */
    private double[] own(AnnotatedItems items, int item, int annotator) {
        return own.getOrDefault(items.annotators().name(annotator), all);
    }

    /** The shares of the item's own labels: the best that anybody can do who does not know who is asked. */
    private static double[] oracle(AnnotatedItems items, int item, int annotator) {
        return items.annotations().distribution(item, items.classes().names().size());
    }
}
