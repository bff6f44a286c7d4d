package org.kd4j.models.annotator;

/** What meets the vectors of texts and annotators. */
public sealed interface CombinerSettings {
    /** Of layers, and of an appendix's functions: far more than can learn. */
    int MOST = 10_000;

    /**
     * Linear layers of the input's width with ReLU, and a last one.
     *
     * @param layers before the last, 0 to {@link #MOST}
     */
    record FeedForward(int layers) implements CombinerSettings {
        public FeedForward {
            require("layers", layers);
        }
    }

    /** Whether the linear layers read the cross layers' output, or their input beside them. */
    enum Form {
        STACKED,
        PARALLEL
    }

    /**
     * A deep and cross network (Wang et al., 2021).
     *
     * @param crossLayers 0 to {@link #MOST}
     * @param deepLayers 0 to {@link #MOST}
     * @param appendix how many linear functions of the input are put behind it first, 0 to {@link #MOST}
     */
    record DeepCross(int crossLayers, int deepLayers, int appendix, Form form) implements CombinerSettings {
        public DeepCross {
            require("crossLayers", crossLayers);
            require("deepLayers", deepLayers);
            require("appendix", appendix);
        }
    }

    private static void require(String name, int count) {
        if (count < 0 || count > MOST) {
            throw new IllegalArgumentException(name + ": found " + count + ", expected 0 to " + MOST);
        }
    }
}
