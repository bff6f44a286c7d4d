package org.kd4j.models.annotator;

import java.util.HashSet;
import java.util.List;

/**
 * Sizes of a shared recommender.
 *
 * @param embedding width of the vectors of texts and annotators, ≥ 1
 * @param ids whether annotators are known by who they are
 * @param attributes names of what else is told of them, all different; without ids and attributes all are answered for alike
 * @param annotatorLayers linear layers between an annotator's embeddings and the combiner, ≥ 0
 * @param combiner where both meet
 */
public record RecommenderSettings(
        int embedding, boolean ids, List<String> attributes, int annotatorLayers, CombinerSettings combiner) {

    /** Throws {@link IllegalArgumentException} if a value is outside its range. */
    public RecommenderSettings {
        attributes = List.copyOf(attributes);
        if (embedding < 1 || annotatorLayers < 0 || annotatorLayers > CombinerSettings.MOST) {
            throw new IllegalArgumentException("embedding and annotatorLayers: found " + embedding + " and "
                    + annotatorLayers + ", expected at least 1, and 0 to " + CombinerSettings.MOST);
        }
        if (new HashSet<>(attributes).size() < attributes.size()) {
            throw new IllegalArgumentException("attributes: found " + attributes + ", expected each once");
        }
    }
}
