package org.kd4j.models.annotator;

import org.kd4j.core.annotation.Annotators;

/**
 * How individual annotators are modelled on the vectors of texts.
 *
 * @param annotators who is known
 * @param classes number of classes, ≥ 2
 * @param model what stands behind the vectors
 * @param unknownShare of the labels that are learned as if nobody knew whose they are, so that {@link Annotators#UNKNOWN} has
 *     an answer; 0 ≤ share < 1. Of half of these the attributes are not told either
 */
public record AnnotatorSettings(Annotators annotators, int classes, Model model, double unknownShare) {

    /** What stands behind the vectors. */
    public sealed interface Model {}

    /** A head for each annotator. */
    public record SeparateHeads() implements Model {}

    /** One recommender for all. */
    public record SharedRecommender(RecommenderSettings settings) implements Model {}

    /**
     * A pooler in front of what stands behind the vectors.
     *
     * @param behind no other of these
     */
    public record Pooled(PoolerSettings pooler, Model behind) implements Model {
        /** Throws {@link IllegalArgumentException} if one stands behind another. */
        public Pooled {
            if (behind instanceof Pooled) {
                throw new IllegalArgumentException("behind: found a pooler behind a pooler, expected one of them");
            }
        }
    }

    /** Throws {@link IllegalArgumentException} if a value is outside its range, or an attribute is not known. */
    public AnnotatorSettings {
        if (classes < 2) {
            throw new IllegalArgumentException("classes: found " + classes + ", expected at least 2");
        }
        if (!(unknownShare >= 0 && unknownShare < 1)) {
            throw new IllegalArgumentException(
                    "unknownShare: found " + unknownShare + ", expected at least 0, below 1");
        }
        if (answering(model) instanceof SharedRecommender shared
                && !annotators
                        .attributes()
                        .keySet()
                        .containsAll(shared.settings().attributes())) {
            throw new IllegalArgumentException(
                    "attributes: found " + shared.settings().attributes() + ", expected some of "
                            + annotators.attributes().keySet());
        }
    }

    private static Model answering(Model model) {
        return model instanceof Pooled pooled ? pooled.behind() : model;
    }

    /**
     * How many numbers stand behind the vectors.
     *
     * @param width of the vectors
     * @throws ArithmeticException if they are more than fit into an array
     */
    public int weights(int width) {
        return head(width, 0).weights().stream().mapToInt(Weights::length).reduce(0, Math::addExact);
    }

    /**
     * Whether a stranger's answer is learned: labels are, as if nobody knew whose they are, or nobody is told by name. If not,
     * strangers say what all known annotators say together.
     */
    boolean answersForStrangers() {
        boolean byAttributesAlone = answering(model) instanceof SharedRecommender shared
                && !shared.settings().ids();
        return unknownShare > 0 || byAttributesAlone || annotators.names().isEmpty();
    }

    /** @param width of the vectors */
    PairHead head(int width, int offset) {
        return model instanceof Pooled pooled
                ? new PooledHead(
                        pooled.pooler(), width, offset, (pooledWidth, at) -> head(pooled.behind(), pooledWidth, at))
                : head(model, width, offset);
    }

    private PairHead head(Model answering, int width, int offset) {
        return answering instanceof SharedRecommender shared
                ? new Recommender(shared.settings(), annotators, width, classes, offset)
                : new HeadTable(annotators.size(), width, classes, offset);
    }
}
