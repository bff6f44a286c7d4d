package org.kd4j.models.onnx;

import static java.util.Map.entry;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Matrix products. A linear layer is a product of rows and an addition: M2.1's own xw_plus_b is wrong from its second
 * call on where oneDNN computes it.
 */
final class Products {
    /** The operator that {@link LinearFusion} makes: x times a matrix, and a bias. */
    static final String LINEAR = "kd4j.Linear";

    private Products() {}

    static Map<String, Operator> operators() {
        return Map.ofEntries(
                entry("MatMul", Operator.of(Products::matMul)),
                entry("Gemm", Operator.of(Products::gemm)),
                entry(LINEAR, Operator.of(Products::linear)));
    }

    /** A vector stands for a matrix of one row (first) or one column (second), which the product loses again. */
    private static Value matMul(Call call) {
        Graph graph = call.graph();
        Value a = call.in(0);
        Value b = call.in(1);
        if (a.rank() > 1 && b.rank() > 1) {
            return product(graph, a, b);
        }
        if (a.rank() == 0 || b.rank() == 0) {
            throw new Untranslatable("multiplies a single number");
        }
        Value left = a.rank() == 1 ? Layouts.reshaped(graph, a, a.shape().insert(0, Dim.ONE)) : a;
        Value right = b.rank() == 1 ? Layouts.reshaped(graph, b, b.shape().insert(1, Dim.ONE)) : b;
        Value product = product(graph, left, right);
        Shape shape = product.shape();
        shape = b.rank() == 1 ? shape.remove(shape.rank() - 1) : shape;
        shape = a.rank() == 1 ? shape.remove(shape.rank() - (b.rank() == 1 ? 1 : 2)) : shape;
        return Layouts.reshaped(graph, product, shape);
    }

    static Value product(Graph graph, Value a, Value b) {
        if (a.rank() < 2 || b.rank() < 2 || !a.shape().last().equals(b.shape().dim(b.rank() - 2))) {
            throw new Untranslatable("shapes " + a.shape() + " and " + b.shape() + " cannot be multiplied");
        }
        if (b.rank() == 2) {
            Shape shape = a.shape().with(a.rank() - 1, b.shape().last());
            return graph.rowsTensor(graph.sameDiff().mmul(graph.rows(a), graph.full(b)), shape, a.type());
        }
        return stackedProduct(graph, a, b);
    }

    /** Products of stacks of matrices, as in attention; M2.1 wants stacks of one shape. */
    private static Value stackedProduct(Graph graph, Value a, Value b) {
        Shape stack = stack(a).broadcast(stack(b));
        Shape left = stack.concat(matrix(a));
        Shape right = stack.concat(matrix(b));
        SDVariable product = graph.sameDiff()
                .mmul(graph.full(Layouts.expanded(graph, a, left)), graph.full(Layouts.expanded(graph, b, right)));
        return graph.tensor(product, left.with(left.rank() - 1, right.last()), a.type());
    }

    private static Shape stack(Value value) {
        return value.shape().part(0, value.rank() - 2);
    }

    private static Shape matrix(Value value) {
        return value.shape().part(value.rank() - 2, value.rank());
    }

    private static Value linear(Call call) {
        Graph graph = call.graph();
        boolean outFirst = call.node().integer("transB", 0) == 1;
        Value weight = outFirst ? Layouts.transposed(graph, call.in(1)) : call.in(1);
        Value product = product(graph, call.in(0), weight);
        SDVariable sum = graph.rows(product).add(call.full(2));
        return graph.rowsTensor(sum, product.shape(), product.type());
    }

    /** alpha * A' * B' + beta * C, where ' is a transpose if asked for. */
    private static Value gemm(Call call) {
        Graph graph = call.graph();
        Node node = call.node();
        Value a = node.integer("transA", 0) == 1 ? Layouts.transposed(graph, call.in(0)) : call.in(0);
        Value b = node.integer("transB", 0) == 1 ? Layouts.transposed(graph, call.in(1)) : call.in(1);
        Value product = product(graph, a, b);
        SDVariable sum = scaled(graph.full(product), node.real("alpha", 1));
        if (call.has(2)) {
            if (!product.shape().broadcast(call.in(2).shape()).equals(product.shape())) {
                throw new Untranslatable("C of shape " + call.in(2).shape() + " is added to a product of shape "
                        + product.shape() + ", which it would stretch");
            }
            sum = sum.add(scaled(call.full(2), node.real("beta", 1)));
        }
        return graph.tensor(sum, product.shape(), product.type());
    }

    private static SDVariable scaled(SDVariable x, float factor) {
        return factor == 1 ? x : x.mul(factor);
    }
}
