package org.kd4j.models.annotator;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.kd4j.core.annotation.Annotators;

/**
 * A vector of the text and one of the annotator meet in a combiner, as in a recommender.
 *
 * <p>ShareREC in Heinisch et al., 2023 (arXiv:2311.03153). Theirs has the text's vector twice, and functions and dropout
 * behind the logits.
 */
final class Recommender implements PairHead {
    private final Weights weights;
    private final RecommenderSettings settings;
    private final Linear text;
    private final List<Table> tables = new ArrayList<>();
    private final AttributeRows attributes;
    private final Perceptron tower;
    private final Combiner combiner;
    private final int width;

    /**
     * @param annotators who is known, and what of them
     * @param width of the texts' vectors
     */
    Recommender(RecommenderSettings settings, Annotators annotators, int width, int classes, int offset) {
        this.settings = settings;
        this.width = width;
        int size = settings.embedding();
        weights = new Weights("recommender.", offset);
        text = Linear.of(weights, "text", width, size);
        double deviation = 1 / Math.sqrt(size);
        if (settings.ids()) {
            tables.add(Table.of(weights, "annotator.id", deviation, annotators.size(), size));
        }
        attributes = new AttributeRows(settings.attributes(), annotators);
        for (String attribute : settings.attributes()) {
            tables.add(Table.of(weights, "annotator." + attribute, deviation, attributes.count(attribute), size));
        }
        tower = new Perceptron(weights, "annotator", size, settings.annotatorLayers());
        combiner = settings.combiner() instanceof CombinerSettings.FeedForward forward
                ? Combiner.of(forward, weights, 2 * size, classes)
                : Combiner.of((CombinerSettings.DeepCross) settings.combiner(), weights, 2 * size, classes);
    }

    @Override
    public List<Weights> weights() {
        return List.of(weights);
    }

    @Override
    public List<int[]> attributeRows(Annotators people) {
        return attributes.of(people);
    }

    @Override
    public Applied apply(
            FloatBuffer parameters, FloatBuffer gradient, float[] vectors, Asked asked, Dropping dropping) {
        int size = settings.embedding();
        int pairs = asked.size();
        Applied texts = text.apply(parameters, gradient, vectors);
        float[] ofItems = new float[pairs * size];
        for (int pair = 0; pair < pairs; pair++) {
            System.arraycopy(texts.y(), asked.items()[pair] * size, ofItems, pair * size, size);
        }
        Applied annotators = annotators(parameters, gradient, asked, dropping);
        Applied met =
                combiner.apply(parameters, gradient, Matrices.beside(ofItems, annotators.y(), pairs), pairs, dropping);
        UnaryOperator<float[]> back = dy -> {
            float[] both = met.back().apply(dy);
            annotators.back().apply(Matrices.columns(both, pairs, size, size));
            float[] ofTexts = Matrices.columns(both, pairs, 0, size);
            float[] sums = new float[vectors.length / width * size];
            for (int i = 0; i < ofTexts.length; i++) {
                sums[asked.items()[i / size] * size + i % size] += ofTexts[i];
            }
            return texts.back().apply(sums);
        };
        return new Applied(met.y(), back);
    }

    /** Sums of their embeddings, through the tower. */
    private Applied annotators(FloatBuffer parameters, FloatBuffer gradient, Asked asked, Dropping dropping) {
        List<Applied> rows = new ArrayList<>();
        float[] sum = new float[asked.size() * settings.embedding()];
        for (int table = 0; table < tables.size(); table++) {
            Applied row = tables.get(table).gather(parameters, gradient, rows(table, asked));
            rows.add(row);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += row.y()[i];
            }
        }
        Applied embedded = new Applied(sum, dy -> {
            rows.forEach(row -> row.back().apply(dy));
            return new float[0];
        });
        return embedded.then(tower.apply(parameters, gradient, sum, dropping));
    }

    private int[] rows(int table, Asked asked) {
        if (settings.ids() && table == 0) {
            return asked.ids();
        }
        return asked.attributes().get(settings.ids() ? table - 1 : table);
    }
}
