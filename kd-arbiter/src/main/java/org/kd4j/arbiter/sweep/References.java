package org.kd4j.arbiter.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.kd4j.arbiter.results.AnnotatorResults.Reference;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.core.annotation.Annotations;
import org.kd4j.data.annotations.AnnotatedItems;

/**
 * What models of annotators are compared with. Each answers with shares of labels; its predicted class is the one with the
 * largest share, the lowest among equals; of the oracle, the one that {@code data.ties} makes the mode.
 */
final class References {
    /** Far below what a label more or less changes; its square, which a divergence sees, is below a double's precision. */
    private static final double TRACE = 1e-9;

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
        references.add(reference("item-mode oracle", this::oracle, dev, test));
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

    /**
     * The shares of the item's own labels: the best that anybody can do who does not know who is asked. Among equals the
     * item's mode has a trace more, so that the oracle breaks ties as whoever it is compared with is told to.
     */
    private double[] oracle(AnnotatedItems items, int item, int annotator) {
        double[] shares =
                items.annotations().distribution(item, items.classes().names().size());
        OptionalInt mode =
                scoring.mode().of(items.ids().get(item), items.annotations().labels()[item]);
        if (mode.isPresent()) {
            Arrays.setAll(shares, label -> shares[label] * (1 - TRACE));
            shares[mode.getAsInt()] += TRACE;
        }
        return shares;
    }
}
