package org.kd4j.models.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;

/**
 * A model of half precision (float16 or bfloat16) as one that computes in float32 with the same weights. That is what
 * becomes of it in SameDiff, so ONNX Runtime is asked the same: against its answers in half precision, which are off by
 * 1e-3 and more, nothing could be told apart. The weights stay as they are, and ONNX Runtime itself casts them: so their
 * decoding is checked too.
 */
final class Widening {
    private static final String NARROW = "/narrow";

    private Widening() {}

    /** The model's file, widened; empty where nothing in the model is of half precision. */
    static Optional<byte[]> of(OnnxModel model) {
        try (ByteSource source = model.origin().open()) {
            ModelSkeleton skeleton = ModelSkeleton.read(source);
            GraphProto graph = skeleton.model().getGraph();
            boolean half = skeleton.initializers().stream()
                            .anyMatch(initializer ->
                                    ElementType.isHalf(initializer.tensor().getDataType()))
                    || graph.getInputList().stream().anyMatch(Widening::isHalf)
                    || graph.getOutputList().stream().anyMatch(Widening::isHalf)
                    || graph.getNodeList().stream()
                            .flatMap(node -> node.getAttributeList().stream())
                            .anyMatch(attribute -> isHalfTensor(attribute) || namesHalf(attribute));
            return half ? Optional.of(widened(ModelProto.parseFrom(model.bytes()))) : Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException(model.name() + " was parsed before", e);
        }
    }

    private static byte[] widened(ModelProto model) {
        ModelProto.Builder wide = model.toBuilder();
        GraphProto.Builder graph = wide.getGraphBuilder();
        List<NodeProto> nodes = new ArrayList<>();
        for (TensorProto.Builder initializer : graph.getInitializerBuilderList()) {
            if (ElementType.isHalf(initializer.getDataType())) {
                nodes.add(cast(initializer.getName() + NARROW, initializer.getName()));
                initializer.setName(initializer.getName() + NARROW);
            }
        }
        for (NodeProto node : graph.getNodeList()) {
            add(node.toBuilder(), nodes);
        }
        graph.getInputBuilderList().forEach(Widening::widen);
        graph.getOutputBuilderList().forEach(Widening::widen);
        graph.clearNode().addAllNode(nodes).clearValueInfo();
        return wide.build().toByteArray();
    }

    private static void add(NodeProto.Builder node, List<NodeProto> nodes) {
        boolean narrow = node.getAttributeList().stream().anyMatch(Widening::isHalfTensor);
        String output = node.getOutput(0);
        for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
            if (namesHalf(attribute.build())) {
                attribute.setI(TensorProto.DataType.FLOAT_VALUE);
            }
        }
        if (narrow) {
            node.setOutput(0, output + NARROW);
        }
        nodes.add(node.build());
        if (narrow) {
            nodes.add(cast(output + NARROW, output));
        }
    }

    private static NodeProto cast(String from, String to) {
        return NodeProto.newBuilder()
                .setOpType("Cast")
                .addInput(from)
                .addOutput(to)
                .addAttribute(AttributeProto.newBuilder()
                        .setName("to")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(TensorProto.DataType.FLOAT_VALUE))
                .build();
    }

    private static boolean isHalfTensor(AttributeProto attribute) {
        return attribute.hasT() && ElementType.isHalf(attribute.getT().getDataType());
    }

    /** Whether an attribute asks for results of half precision. */
    private static boolean namesHalf(AttributeProto attribute) {
        boolean namesType =
                attribute.getName().equals("to") || attribute.getName().equals("dtype");
        return namesType && ElementType.isHalf((int) attribute.getI());
    }

    private static boolean isHalf(ValueInfoProto value) {
        return ElementType.isHalf(value.getType().getTensorType().getElemType());
    }

    private static void widen(ValueInfoProto.Builder value) {
        if (isHalf(value.build())) {
            TypeProto.Builder type = value.getTypeBuilder();
            type.getTensorTypeBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE);
        }
    }
}
