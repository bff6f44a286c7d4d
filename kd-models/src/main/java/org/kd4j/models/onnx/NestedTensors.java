package org.kd4j.models.onnx;

import java.util.function.Consumer;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.SparseTensorProto;
import onnx.Onnx.TensorProto;

/**
 * Finds the tensors that the translation does not read: those of sub-graphs, functions and sparse values. ONNX Runtime
 * may read them all the same, so what is asked of the others must be asked of them too.
 *
 * @param found is given every such tensor
 */
record NestedTensors(Consumer<TensorProto> found) {
    void visit(ModelProto model) {
        model.getGraph().getNodeList().forEach(this::visit);
        model.getGraph().getSparseInitializerList().forEach(this::visit);
        model.getFunctionsList()
                .forEach(function -> function.getNodeList().forEach(node -> {
                    visit(node);
                    node.getAttributeList().stream().map(AttributeProto::getT).forEach(found);
                }));
    }

    private void visit(NodeProto node) {
        for (AttributeProto attribute : node.getAttributeList()) {
            attribute.getTensorsList().forEach(found);
            visit(attribute.getSparseTensor());
            attribute.getSparseTensorsList().forEach(this::visit);
            visit(attribute.getG());
            attribute.getGraphsList().forEach(this::visit);
        }
    }

    private void visit(GraphProto graph) {
        graph.getInitializerList().forEach(found);
        graph.getSparseInitializerList().forEach(this::visit);
        graph.getNodeList().forEach(node -> {
            visit(node);
            node.getAttributeList().stream().map(AttributeProto::getT).forEach(found);
        });
    }

    private void visit(SparseTensorProto sparse) {
        found.accept(sparse.getValues());
        found.accept(sparse.getIndices());
    }
}
