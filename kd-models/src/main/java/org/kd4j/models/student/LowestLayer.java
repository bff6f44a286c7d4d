package org.kd4j.models.student;

import java.util.List;
import java.util.function.Function;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.PartRule;

/** How far down an encoder learns: what is frozen below that costs no way back. */
final class LowestLayer {
    private LowestLayer() {}

    /**
     * @param layers of the encoder
     * @return 0 if the embeddings learn, k if block k is the lowest that does, layers + 1 if none does
     */
    static int of(List<ParameterPart> parts, Function<ParameterPart, PartRule> rules, int layers) {
        return parts.stream()
                .filter(part -> !rules.apply(part).frozen())
                .mapToInt(part -> layer(part.name(), layers))
                .min()
                .orElse(layers + 1);
    }

    private static int layer(String name, int layers) {
        if (name.startsWith("embeddings.")) {
            return 0;
        }
        String[] words = name.split("\\.");
        return words[0].equals("layers") ? 1 + Integer.parseInt(words[1]) : layers + 1;
    }
}
