package org.kd4j.models.student;

import java.util.List;
import java.util.stream.IntStream;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.training.LayerDecay;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.PartRule;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.student.TransformerPart.Embeddings;
import org.kd4j.models.student.TransformerPart.Head;
import org.kd4j.models.student.TransformerPart.Layers;

/**
 * Which parts of a transformer learn, and how fast.
 *
 * @param frozen parts that keep their weights
 * @param layerDecay factor on the rate for each layer on the way down, 0 < factor ≤ 1; see {@link LayerDecay}
 */
public record PartRates(List<TransformerPart> frozen, double layerDecay) {

    /** Throws {@link IllegalArgumentException} if the factor is outside its range. */
    public PartRates {
        frozen = List.copyOf(frozen);
        if (!(layerDecay > 0 && layerDecay <= 1)) {
            throw new IllegalArgumentException("layerDecay: found " + layerDecay + ", expected above 0, at most 1");
        }
    }

    /** Everything learns at the full rate. */
    public static PartRates full() {
        return new PartRates(List.of(), 1);
    }

    /**
     * Throws {@link IllegalArgumentException}, saying what was found, if an encoder lacks a frozen part, or nothing of it
     * and its head would learn.
     *
     * @param layers of the encoder
     * @param shared whether all of them have the same weights
     */
    public void requireIn(int layers, boolean shared) {
        frozen.forEach(part -> part.requireIn(layers, shared));
        boolean everyLayer = IntStream.rangeClosed(1, layers)
                .allMatch(layer -> frozen.stream()
                        .anyMatch(part ->
                                part instanceof Layers range && range.first() <= layer && layer <= range.last()));
        if (everyLayer && frozen.contains(new Embeddings()) && frozen.contains(new Head())) {
            throw new IllegalArgumentException("everything");
        }
    }

    private boolean freezes(ParameterPart part) {
        return frozen.stream().anyMatch(one -> one.contains(part));
    }

    /** Steps at these rates for a student with an encoder of this shape. */
    public StepSettings over(StepSettings steps, EncoderShape shape) {
        LayerDecay decay = new LayerDecay(layerDecay, shape.blocks());
        return steps.withRules(part -> {
            PartRule rule = steps.rules().apply(part).scaled(decay.rate(part));
            return freezes(part) ? rule.freeze() : rule;
        });
    }
}
