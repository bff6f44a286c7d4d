package org.kd4j.models.onnx;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kd4j.models.onnx.NodeIndex.Operands;

/**
 * A product with a matrix of parameters of which nothing but the sum with a vector of parameters is used, or a Gemm
 * that is just that. Makes a node of the inputs x, weight and bias; the attribute {@code transB} is 1 where the weight
 * is [out, in] and not [in, out].
 */
final class LinearFusion implements Fusion {

    @Override
    public String makes() {
        return Products.LINEAR;
    }

    @Override
    public Optional<Node> match(Node last, NodeIndex index) {
        if (last.is("Gemm")) {
            return gemm(last, index);
        }
        if (!last.is("Add")) {
            return Optional.empty();
        }
        for (Operands sum : NodeIndex.operands(last)) {
            Optional<Node> product = index.producer(sum.one(), "MatMul").filter(node -> index.isUsedOnce(sum.one()));
            if (product.isPresent() && areWeightAndBias(product.get().input(1), 1, sum.other(), index)) {
                return product.map(node -> linear(node, sum.other(), last, Map.of()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Node> gemm(Node node, NodeIndex index) {
        long transposed = node.integer("transB", 0);
        boolean plain = node.integer("transA", 0) == 0 && node.real("alpha", 1) == 1 && node.real("beta", 1) == 1;
        return plain && areWeightAndBias(node.input(1), transposed == 1 ? 0 : 1, node.input(2), index)
                ? Optional.of(linear(node, node.input(2), node, Map.of("transB", transposed)))
                : Optional.empty();
    }

    private static Node linear(Node product, String bias, Node last, Map<String, Object> attributes) {
        List<String> inputs = List.of(product.input(0), product.input(1), bias);
        return new Node(Products.LINEAR, inputs, last.outputs(), attributes);
    }

    /** Of one width: another would be stretched, or stretch the product. */
    private static boolean areWeightAndBias(String weight, int widthAxis, String bias, NodeIndex index) {
        return index.isParameter(weight, 2)
                && index.isParameter(bias, 1)
                && index.shape(weight)
                        .map(shape -> shape.dim(widthAxis))
                        .equals(index.shape(bias).map(Shape::last));
    }
}
