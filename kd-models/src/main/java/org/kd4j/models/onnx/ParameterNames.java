package org.kd4j.models.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kd4j.models.onnx.NodeIndex.Operands;
import org.kd4j.models.onnx.Value.Constant;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Which initializers of a model are its parameters, and what they are called. Parameters are the float initializers of
 * more than one element, and those of one element that stand where a layer has a weight or a bias; other single numbers
 * belong to formulas, and arrays of nothing but zeros and large negative numbers to masks.
 *
 * <p>A parameter is called what the file calls it, but where that is a name the exporter made up, as PyTorch's does for
 * the weights of linear layers (onnx::MatMul_330), which it writes transposed. The name then is that of the bias behind
 * the product, with {@code weight.transposed} in place of {@code bias}.
 */
final class ParameterNames {
    private static final String MADE_UP = "::";
    private static final String BIAS = ".bias";
    private static final String WEIGHT = ".weight.transposed";

    /** What is added to the scores of masked positions is lower. */
    private static final double MASKED = -1e4;

    private final OnnxModel model;
    private final Map<String, Node> producers = new HashMap<>();

    private ParameterNames(OnnxModel model) {
        this.model = model;
        model.nodes().forEach(node -> producers.put(node.name(), node));
    }

    /** Names of variables by names of initializers. */
    static Map<String, String> of(OnnxModel model) {
        return new ParameterNames(model).names();
    }

    private Map<String, String> names() {
        Map<String, String> layers = new HashMap<>();
        Set<String> single = new HashSet<>();
        for (Node node : model.nodes()) {
            single.addAll(weights(node));
            bias(node).ifPresent(found -> {
                single.add(found.other());
                if (found.one().contains(MADE_UP) && found.other().endsWith(BIAS)) {
                    String layer = found.other().substring(0, found.other().length() - BIAS.length());
                    layers.putIfAbsent(found.one(), layer + WEIGHT);
                }
            });
        }
        Map<String, String> names = new LinkedHashMap<>();
        model.constants().forEach((name, constant) -> {
            boolean initializer = constant.type().isFPType() && !constant.name().isEmpty();
            if (initializer && isParameter(constant.array(), single.contains(name))) {
                names.put(name, name);
            }
        });
        Set<String> taken = new HashSet<>(model.constants().keySet());
        names.replaceAll((name, same) -> {
            String layer = layers.getOrDefault(name, name);
            return taken.add(layer) ? layer : name;
        });
        return names;
    }

    private static boolean isParameter(INDArray array, boolean inLayer) {
        if (array.length() <= 1) {
            return array.length() == 1 && inLayer;
        }
        double least = array.minNumber().doubleValue();
        boolean mask = array.maxNumber().doubleValue() == 0
                && least <= MASKED
                && array.gt(MASKED).castTo(array.dataType()).sumNumber().doubleValue()
                        == array.eq(0).castTo(array.dataType()).sumNumber().doubleValue();
        return !mask;
    }

    /** Inputs of a node that are parameters however few elements they have. */
    private List<String> weights(Node node) {
        return switch (node.operator()) {
            case "Gemm", "LayerNormalization" -> List.of(node.input(1), node.input(2));
            case "MatMul" -> List.of(untransposed(node.input(1)));
            default -> List.of();
        };
    }

    /** The weight and the bias of a product and a sum. */
    private Optional<Operands> bias(Node sum) {
        if (!sum.is("Add")) {
            return Optional.empty();
        }
        return NodeIndex.operands(sum).stream()
                .filter(operands -> isVector(operands.other()))
                .filter(operands -> producers.containsKey(operands.one()))
                .filter(operands -> producers.get(operands.one()).is("MatMul"))
                .map(operands ->
                        new Operands(untransposed(producers.get(operands.one()).input(1)), operands.other()))
                .filter(found -> model.constants().containsKey(found.one()))
                .findFirst();
    }

    private boolean isVector(String name) {
        Constant constant = model.constants().get(name);
        return constant != null && constant.rank() == 1;
    }

    private String untransposed(String name) {
        Node node = producers.get(name);
        return node != null && node.is("Transpose") ? node.input(0) : name;
    }
}
