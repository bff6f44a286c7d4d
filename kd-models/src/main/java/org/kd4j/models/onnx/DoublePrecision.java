package org.kd4j.models.onnx;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.TensorProto;
import org.kd4j.models.onnx.Value.Constant;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.ops.transforms.Transforms;

/** A model computed in double, in which differences of its values are slopes. */
final class DoublePrecision {
    /** The softmax of M2.1 is NaN on doubles below -1e4; exp(-600) is 0 as well. */
    private static final double LOWEST = -600;

    private DoublePrecision() {}

    /** A copy of a model whose floats are doubles. */
    static OnnxModel of(OnnxModel model) {
        Map<String, Constant> constants = new LinkedHashMap<>();
        model.constants().forEach((name, constant) -> constants.put(name, of(constant)));
        List<Node> nodes = model.nodes().stream().map(DoublePrecision::of).toList();
        return new OnnxModel(
                model.name(),
                model.opset(),
                model.inputs(),
                model.outputs(),
                constants,
                nodes,
                model.origin(),
                model.fingerprint());
    }

    private static Node of(Node node) {
        Map<String, Object> attributes = new HashMap<>();
        node.attributes().forEach((name, value) -> {
            if (node.is("Cast") && name.equals("to") && isFloat((Long) value)) {
                attributes.put(name, (long) TensorProto.DataType.DOUBLE_VALUE);
            } else {
                attributes.put(name, value instanceof Constant constant ? of(constant) : value);
            }
        });
        return new Node(node.operator(), node.inputs(), node.outputs(), attributes);
    }

    /** Half precision is computed in floats as well. */
    private static boolean isFloat(long type) {
        return type == TensorProto.DataType.FLOAT_VALUE || ElementType.isHalf((int) type);
    }

    /** Copied even where it stays as it is: a graph frees the arrays that it was given. */
    private static Constant of(Constant constant) {
        return constant.type() == DataType.FLOAT
                ? new Constant(
                        constant.name(),
                        Transforms.max(constant.array().castTo(DataType.DOUBLE), LOWEST, true),
                        DataType.DOUBLE)
                : new Constant(constant.name(), constant.array().dup(), constant.type());
    }
}
