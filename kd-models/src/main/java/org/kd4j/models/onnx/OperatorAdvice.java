package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What to do about operators that are not translated. */
final class OperatorAdvice {
    /**
     * Operators that the standard defines by older ones, with the opset that brought them: an exporter that is asked
     * for an older opset writes the older operators instead (onnx/docs/Operators.md, "function" operators).
     */
    private static final Map<String, Integer> BROUGHT_BY = Map.ofEntries(
            Map.entry("Celu", 12),
            Map.entry("GroupNormalization", 18),
            Map.entry("AffineGrid", 20),
            Map.entry("Attention", 23),
            Map.entry("RMSNormalization", 23),
            Map.entry("RotaryEmbedding", 23),
            Map.entry("LinearAttention", 27),
            Map.entry("CausalConvWithState", 27),
            Map.entry("SwiGLU", 28));

    private static final Set<String> WITH_SUBGRAPHS = Set.of("If", "Loop", "Scan", "SequenceMap");

    private OperatorAdvice() {}

    /** What helps against one operator, as a clause; empty where nothing is known to. */
    static Optional<String> of(String operator) {
        if (BROUGHT_BY.containsKey(operator)) {
            return Optional.of("spelt out in older operators by exports for opset " + (BROUGHT_BY.get(operator) - 1)
                    + " or below");
        }
        if (WITH_SUBGRAPHS.contains(operator)) {
            return Optional.of("control flow with sub-graphs: trace the model on one path instead of scripting it");
        }
        String type = operator.toLowerCase(Locale.ROOT);
        if (type.contains("quantize")
                || type.contains("qlinear")
                || type.contains("integer")
                || type.contains("bnb4")
                || type.contains("nbits")) {
            return Optional.of("of a quantized model: export it in float32");
        }
        if (type.contains("sequence") || type.contains("string") || type.startsWith("optional")) {
            return Optional.of("on values that are no tensors of numbers: export the model without its pre-processing");
        }
        if (operator.startsWith("com.microsoft.")) {
            return Optional.of("written by ONNX Runtime's optimiser: use the export from before it");
        }
        return operator.contains(".")
                ? Optional.of("of no standard: export the model without the library's own operators")
                : Optional.empty();
    }

    /** What helps against these operators, each piece of advice once with the operators it is about. */
    static String about(Collection<String> operators) {
        Map<String, Set<String>> operatorsByAdvice = new TreeMap<>();
        for (String operator : operators) {
            of(operator)
                    .ifPresent(advice -> operatorsByAdvice
                            .computeIfAbsent(advice, key -> new TreeSet<>())
                            .add(operator));
        }
        List<String> sentences = new ArrayList<>();
        operatorsByAdvice.forEach((advice, about) -> sentences.add(String.join(", ", about) + ": " + advice + "."));
        return sentences.isEmpty()
                ? "Export the model in another way, or report the operators."
                : String.join(" ", sentences);
    }
}
