package org.kd4j.models.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import org.nd4j.shade.protobuf.ByteString;

/** Faults of {@link ModelMutation} that put a number where it does not belong. */
final class ExtremeNumbers {
    private static final long[] INTEGERS = {
        0,
        -1,
        1,
        2,
        3,
        7,
        -2,
        64,
        1L << 16,
        1L << 24,
        1L << 28,
        (1L << 31) - 1,
        1L << 31,
        -(1L << 31),
        1L << 32,
        1L << 40,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final float[] REALS = {
        0, -1, 1, 1e-12f, 1e4f, 3e38f, Float.MIN_VALUE, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
    };

    private ExtremeNumbers() {}

    static long any(SplittableRandom random) {
        return INTEGERS[random.nextInt(INTEGERS.length)];
    }

    private static float anyReal(SplittableRandom random) {
        return REALS[random.nextInt(REALS.length)];
    }

    static String ofDims(GraphProto.Builder graph, SplittableRandom random) {
        TensorProto.Builder tensor = anyInitializer(graph, random);
        long size = any(random);
        if (tensor.getDimsCount() == 0 || random.nextInt(4) == 0) {
            tensor.addDims(size);
        } else {
            tensor.setDims(random.nextInt(tensor.getDimsCount()), size);
        }
        return "dims " + tensor.getDimsList() + " of " + tensor.getName();
    }

    static String ofAttribute(GraphProto.Builder graph, SplittableRandom random) {
        List<NodeProto.Builder> nodes = graph.getNodeBuilderList().stream()
                .filter(node -> node.getAttributeCount() > 0)
                .toList();
        NodeProto.Builder node = nodes.get(random.nextInt(nodes.size()));
        AttributeProto.Builder attribute = node.getAttributeBuilder(random.nextInt(node.getAttributeCount()));
        String where = attribute.getName() + " of " + node.getOpType() + " '" + node.getOutput(0) + "' ";
        switch (attribute.getType()) {
            case INT -> attribute.setI(any(random));
            case FLOAT -> attribute.setF(anyReal(random));
            case INTS -> {
                if (attribute.getIntsCount() == 0 || random.nextInt(4) == 0) {
                    attribute.addInts(any(random));
                } else {
                    attribute.setInts(random.nextInt(attribute.getIntsCount()), any(random));
                }
            }
            case TENSOR -> {
                TensorProto tensor = attribute.getT();
                attribute.setT(withElement(tensor, random));
                return where + "changed in an element";
            }
            default -> attribute.setTypeValue(random.nextInt(12));
        }
        return where + attribute.getI() + " " + attribute.getF() + " " + attribute.getIntsList();
    }

    /** Of small initializers in particular, which are shapes, axes and bounds. */
    static String ofElement(GraphProto.Builder graph, SplittableRandom random) {
        TensorProto.Builder tensor = anyInitializer(graph, random);
        for (int i = 0; i < 20 && tensor.getRawData().size() > 64; i++) {
            tensor = anyInitializer(graph, random);
        }
        TensorProto changed = withElement(tensor.build(), random);
        tensor.clear().mergeFrom(changed);
        return tensor.getName() + " changed in an element";
    }

    private static TensorProto withElement(TensorProto tensor, SplittableRandom random) {
        byte[] bytes = tensor.getRawData().toByteArray();
        ByteBuffer elements = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (tensor.getDataType() == TensorProto.DataType.INT64_VALUE && bytes.length >= 8) {
            elements.putLong(random.nextInt(bytes.length / 8) * 8, any(random));
        } else if (tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE && bytes.length >= 4) {
            elements.putFloat(random.nextInt(bytes.length / 4) * 4, anyReal(random));
        }
        return tensor.toBuilder().setRawData(ByteString.copyFrom(bytes)).build();
    }

    static String ofElementType(GraphProto.Builder graph, SplittableRandom random) {
        int type = random.nextInt(20);
        if (random.nextInt(3) == 0) {
            graph.getInputBuilder(random.nextInt(graph.getInputCount()))
                    .getTypeBuilder()
                    .getTensorTypeBuilder()
                    .setElemType(type);
            return "an input of type " + type;
        }
        TensorProto.Builder tensor = anyInitializer(graph, random).setDataType(type);
        return tensor.getName() + " of type " + type;
    }

    static String ofInput(GraphProto.Builder graph, SplittableRandom random) {
        TensorShapeProto.Builder shape = graph.getInputBuilder(random.nextInt(graph.getInputCount()))
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder();
        if (shape.getDimCount() > 0) {
            shape.getDimBuilder(random.nextInt(shape.getDimCount())).setDimValue(any(random));
        }
        return "an input of shape " + shape.getDimList().toString().replaceAll("\\s+", " ");
    }

    private static TensorProto.Builder anyInitializer(GraphProto.Builder graph, SplittableRandom random) {
        return graph.getInitializerBuilder(random.nextInt(graph.getInitializerCount()));
    }
}
