package org.kd4j.models.onnx;

import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.kd4j.models.onnx.Value.Layout;
import org.kd4j.models.onnx.Value.Tensor;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** Operations on each element, which leave values in the layout they have. */
final class Elementwise {
    private Elementwise() {}

    static Value unary(Call call, UnaryOperator<SDVariable> operation) {
        Value x = call.in(0);
        if (x instanceof Tensor tensor) {
            return new Tensor(operation.apply(tensor.variable()), tensor.layout(), x.shape(), x.type());
        }
        return call.graph().tensor(operation.apply(call.full(0)), x.shape(), x.type());
    }

    /** With broadcasting; the result has the type of the first input. */
    static Value binary(Call call, BinaryOperator<SDVariable> operation) {
        return binary(call, operation, call.in(0).type());
    }

    static Value binary(Call call, BinaryOperator<SDVariable> operation, DataType type) {
        if (call.inputs().size() != 2) {
            throw new Untranslatable(call.inputs().size() + " inputs");
        }
        return binary(call.graph(), call.in(0), call.in(1), operation, type);
    }

    /** Over one input or more, from the first to the last. */
    static Value fold(Call call, BinaryOperator<SDVariable> operation) {
        Value result = call.in(0);
        for (int i = 1; i < call.inputs().size(); i++) {
            result = binary(call.graph(), result, call.in(i), operation, result.type());
        }
        return result;
    }

    private static Value binary(Graph graph, Value a, Value b, BinaryOperator<SDVariable> operation, DataType type) {
        Shape shape = a.shape().broadcast(b.shape());
        boolean inRows = isInRows(a) && fitsRows(b, shape) && a.shape().equals(shape)
                || isInRows(b) && fitsRows(a, shape) && b.shape().equals(shape);
        if (inRows) {
            SDVariable result = operation.apply(rowOperand(graph, a), rowOperand(graph, b));
            return graph.rowsTensor(result, shape, type);
        }
        return graph.tensor(operation.apply(graph.full(a), graph.full(b)), shape, type);
    }

    private static boolean isInRows(Value value) {
        return value instanceof Tensor tensor && tensor.layout() == Layout.ROWS;
    }

    /** Whether the operation means the same on the rows: equal shapes, one value for all, or one value a column. */
    private static boolean fitsRows(Value value, Shape shape) {
        return value.rank() <= 1 || value instanceof Tensor && value.shape().equals(shape);
    }

    private static SDVariable rowOperand(Graph graph, Value value) {
        return value.rank() <= 1 ? graph.full(value) : graph.rows(value);
    }
}
