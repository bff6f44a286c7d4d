package org.kd4j.arbiter.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.kd4j.models.annotator.CombinerSettings;
import org.kd4j.models.annotator.CombinerSettings.Form;

/** Where the vectors of a text and an annotator meet. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = CombinerConfig.FeedForward.class, name = "feed-forward"),
    @JsonSubTypes.Type(value = CombinerConfig.DeepCross.class, name = "deep-cross")
})
public sealed interface CombinerConfig {

    CombinerSettings toCombiner();

    /** @param layers with ReLU before the last one, ≥ 0 */
    record FeedForward(int layers) implements CombinerConfig {
        public FeedForward {
            Check.atLeast("layers", layers, 0);
        }

        @Override
        public CombinerSettings toCombiner() {
            return new CombinerSettings.FeedForward(layers);
        }
    }

    /**
     * @param crossLayers ≥ 0
     * @param deepLayers with ReLU, ≥ 0
     * @param appendix linear functions of the input that are put behind it, ≥ 0
     * @param form whether deep layers read the cross layers' output or their input
     */
    record DeepCross(int crossLayers, int deepLayers, int appendix, Form form) implements CombinerConfig {
        public DeepCross {
            Check.atLeast("crossLayers", crossLayers, 0);
            Check.atLeast("deepLayers", deepLayers, 0);
            Check.atLeast("appendix", appendix, 0);
            Check.present("form", form);
        }

        @Override
        public CombinerSettings toCombiner() {
            return new CombinerSettings.DeepCross(crossLayers, deepLayers, appendix, form);
        }
    }
}
