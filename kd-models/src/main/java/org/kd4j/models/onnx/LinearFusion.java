package org.kd4j.models.onnx;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kd4j.models.onnx.NodeIndex.Operands;

/** A product with a constant matrix of which nothing but the sum with a constant vector is used. */
final class LinearFusion implements Fusion {

    @Override
    public Optional<Node> match(Node last, NodeIndex index) {
        if (!last.is("Add")) {
            return Optional.empty();
        }
        for (Operands sum : NodeIndex.operands(last)) {
            Optional<Node> product = index.producer(sum.one(), "MatMul")
                    .filter(node -> index.isUsedOnce(sum.one()))
                    .filter(node -> hasRank(node.input(1), 2, index));
            if (product.isPresent()
                    && hasRank(sum.other(), 1, index)
                    && haveOneWidth(product.get().input(1), sum.other(), index)) {
                List<String> inputs =
                        List.of(product.get().input(0), product.get().input(1), sum.other());
                return Optional.of(new Node(Products.LINEAR, inputs, last.outputs(), Map.of()));
            }
        }
        return Optional.empty();
    }

    /** Another width would be stretched, or stretch the product. */
    private static boolean haveOneWidth(String matrix, String bias, NodeIndex index) {
        Dim width = index.constant(matrix).orElseThrow().shape().last();
        return index.constant(bias).orElseThrow().shape().last().equals(width);
    }

    private static boolean hasRank(String name, int rank, NodeIndex index) {
        return index.constant(name).filter(constant -> constant.rank() == rank).isPresent();
    }
}
