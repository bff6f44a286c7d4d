package org.kd4j.models.onnx;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kd4j.core.encoder.Dense;
import org.kd4j.models.onnx.Value.Constant;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Nodes and constants of an ONNX model in the making. */
final class NodeWriter {
    private final String prefix;
    private final Map<String, Constant> constants = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    /** @param prefix of the names of everything that is written but the outputs */
    NodeWriter(String prefix) {
        this.prefix = prefix;
    }

    Map<String, Constant> constants() {
        return constants;
    }

    List<Node> nodes() {
        return nodes;
    }

    String node(String operator, List<String> inputs) {
        return node(operator, inputs, Map.of());
    }

    /** @return the name of what it puts out */
    String node(String operator, List<String> inputs, Map<String, Object> attributes) {
        String output = prefix + operator + "." + nodes.size();
        nodes.add(new Node(operator, inputs, List.of(output), attributes));
        return output;
    }

    /** Gives a value the name of an output. */
    void output(String value, String name) {
        nodes.add(new Node("Identity", List.of(value), List.of(name), Map.of()));
    }

    String add(String one, String other) {
        return node("Add", List.of(one, other));
    }

    /** @param type by the numbers of ONNX */
    String cast(String value, int type) {
        return node("Cast", List.of(value), Map.of("to", (long) type));
    }

    String dense(String x, String name, Dense layer) {
        String weights = constant(name + ".weight", layer.weights(), layer.in(), layer.out());
        String bias = constant(name + ".bias", layer.bias(), layer.out());
        return add(node("MatMul", List.of(x, weights)), bias);
    }

    String number(float value) {
        return define(prefix + value, Nd4j.scalar(value), DataType.FLOAT);
    }

    String integer(long value) {
        return define(prefix + "integer " + value, Nd4j.scalar(value), DataType.INT64);
    }

    String integers(long... values) {
        StringBuilder name = new StringBuilder(prefix).append("integers");
        for (long value : values) {
            name.append(' ').append(value);
        }
        return define(name.toString(), Nd4j.createFromArray(values), DataType.INT64);
    }

    /** A copy of the values; the same name stands for the same ones. */
    String constant(String name, FloatBuffer values, long... shape) {
        String whole = prefix + name;
        if (!constants.containsKey(whole)) {
            float[] copy = new float[values.remaining()];
            values.duplicate().get(copy);
            define(whole, Nd4j.create(copy, shape, 'c'), DataType.FLOAT);
        }
        return whole;
    }

    private String define(String name, INDArray array, DataType type) {
        constants.putIfAbsent(name, new Constant(name, array, type));
        return name;
    }
}
