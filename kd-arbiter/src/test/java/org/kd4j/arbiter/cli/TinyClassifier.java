package org.kd4j.arbiter.cli;

import java.util.SplittableRandom;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;

/** The bytes of an ONNX model with two logits: the mean of random vectors of the tokens, from a table of 30,522. */
final class TinyClassifier {
    private static final int VOCABULARY = 30_522;

    private TinyClassifier() {}

    static byte[] bytes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TensorProto.Builder table = TensorProto.newBuilder()
                .setName("table")
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addDims(VOCABULARY)
                .addDims(2);
        for (int i = 0; i < 2 * VOCABULARY; i++) {
            table.addFloatData((float) random.nextDouble(-1, 1));
        }
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("tiny")
                .addInput(info("input_ids", TensorProto.DataType.INT64_VALUE, "batch", "sequence"))
                .addOutput(info("logits", TensorProto.DataType.FLOAT_VALUE, "batch", "classes"))
                .addInitializer(table)
                .addNode(NodeProto.newBuilder()
                        .setOpType("Gather")
                        .addInput("table")
                        .addInput("input_ids")
                        .addOutput("vectors"))
                .addNode(NodeProto.newBuilder()
                        .setOpType("ReduceMean")
                        .addInput("vectors")
                        .addOutput("logits")
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("axes")
                                .setType(AttributeProto.AttributeType.INTS)
                                .addInts(1))
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("keepdims")
                                .setType(AttributeProto.AttributeType.INT)
                                .setI(0)));
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build()
                .toByteArray();
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
}
