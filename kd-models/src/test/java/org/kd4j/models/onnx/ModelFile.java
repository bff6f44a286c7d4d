package org.kd4j.models.onnx;

import java.util.Arrays;
import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/** Writes small ONNX files for tests. */
public final class ModelFile {
    private final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");

    /** @param opset version of the standard operators; 0 to say none */
    public ModelFile(long opset) {
        if (opset > 0) {
            model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset));
        }
    }

    /** An INT64 input [batch, sequence]. */
    public ModelFile ids(String name) {
        return ids(name, TensorProto.DataType.INT64_VALUE);
    }

    ModelFile ids(String name, int type) {
        graph.addInput(info(name, type, "batch", "sequence"));
        return this;
    }

    /** An INT64 input of fixed sizes; open where they are 0. */
    public ModelFile ids(String name, long... sizes) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int axis = 0; axis < sizes.length; axis++) {
            TensorShapeProto.Dimension.Builder dim = TensorShapeProto.Dimension.newBuilder();
            shape.addDim(sizes[axis] == 0 ? dim.setDimParam("axis" + axis) : dim.setDimValue(sizes[axis]));
        }
        ValueInfoProto.Builder input = info(name, TensorProto.DataType.INT64_VALUE).toBuilder();
        input.getTypeBuilder().getTensorTypeBuilder().setShape(shape);
        graph.addInput(input);
        return this;
    }

    /** A float output of so many axes, of any sizes. */
    public ModelFile output(String name, int rank) {
        return output(name, TensorProto.DataType.FLOAT_VALUE, rank);
    }

    ModelFile output(String name, int type, int rank) {
        String[] axes = new String[rank];
        Arrays.setAll(axes, axis -> name + axis);
        graph.addOutput(info(name, type, axes));
        return this;
    }

    private static ValueInfoProto info(String name, int type, String... axes) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (String axis : axes) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(axis));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
                .build();
    }

    public ModelFile floats(String name, long[] shape, float... values) {
        TensorProto.Builder tensor = tensor(name, TensorProto.DataType.FLOAT_VALUE, shape);
        for (float value : values) {
            tensor.addFloatData(value);
        }
        return initializer(tensor.build());
    }

    /** An INT64 vector. */
    public ModelFile longs(String name, long... values) {
        return longs(name, new long[] {values.length}, values);
    }

    public ModelFile longs(String name, long[] shape, long... values) {
        TensorProto.Builder tensor = tensor(name, TensorProto.DataType.INT64_VALUE, shape);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        return initializer(tensor.build());
    }

    /** A float tensor whose bytes are given as they are, right or wrong. */
    public ModelFile raw(String name, long[] shape, byte[] bytes) {
        return initializer(tensor(name, TensorProto.DataType.FLOAT_VALUE, shape)
                .setRawData(ByteString.copyFrom(bytes))
                .build());
    }

    public ModelFile initializer(TensorProto tensor) {
        graph.addInitializer(tensor);
        return this;
    }

    static TensorProto.Builder tensor(String name, int type, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type);
        Arrays.stream(shape).forEach(tensor::addDims);
        return tensor;
    }

    public ModelFile node(String operator, String inputs, String output, AttributeProto... attributes) {
        return node(operator, inputs, List.of(output), attributes);
    }

    ModelFile node(String operator, String inputs, List<String> outputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(inputs.isEmpty() ? List.of() : List.of(inputs.split(" ")))
                .addAllOutput(outputs)
                .addAllAttribute(List.of(attributes)));
        return this;
    }

    public static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    public static AttributeProto integers(String name, Long... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(List.of(values))
                .build();
    }

    static AttributeProto real(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto tensor(String name, TensorProto value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(value)
                .build();
    }

    public byte[] bytes() {
        return model.setGraph(graph).build().toByteArray();
    }
}
