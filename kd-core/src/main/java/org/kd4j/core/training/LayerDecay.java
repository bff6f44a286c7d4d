package org.kd4j.core.training;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Smaller rates for lower layers: η · factorᵈ, where d is 0 for the head, 1 for the last layer, one more for each layer
 * below, and one more again for the embeddings. A part's layer is the number that follows {@code layer.} or {@code
 * layers.} in its name; parts of embeddings have {@code embedding} in it.
 *
 * <p>Clark et al.: ELECTRA, 2020 (arXiv:2003.10555), appendix B, after Howard and Ruder: ULMFiT, 2018 (arXiv:1801.06146).
 *
 * @param factor 0 < factor ≤ 1; 1 leaves all rates alike
 * @param layers of the model, ≥ 0
 */
public record LayerDecay(double factor, int layers) {
    private static final Pattern LAYER = Pattern.compile("(?:^|\\.)layers?\\.(\\d{1,6})\\.");

    /** Throws {@link IllegalArgumentException} if a value is outside its range. */
    public LayerDecay {
        if (!(factor > 0 && factor <= 1)) {
            throw new IllegalArgumentException("factor: found " + factor + ", expected above 0, at most 1");
        }
        if (layers < 0) {
            throw new IllegalArgumentException("layers: found " + layers + ", expected at least 0");
        }
    }

    /** For a model of these parts. */
    public static LayerDecay of(double factor, List<ParameterPart> parts) {
        return new LayerDecay(
                factor,
                1 + parts.stream().mapToInt(part -> layer(part.name())).max().orElse(-1));
    }

    /** The factor on a part's rate. */
    public double rate(ParameterPart part) {
        int layer = layer(part.name());
        if (layer >= 0) {
            return Math.pow(factor, layers - layer);
        }
        return part.name().contains("embedding") ? Math.pow(factor, layers + 1.0) : 1.0;
    }

    private static int layer(String name) {
        Matcher matcher = LAYER.matcher(name);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
    }
}
