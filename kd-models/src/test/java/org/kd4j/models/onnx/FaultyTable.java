package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.kd4j.models.onnx.Value.Tensor;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.BaseListener;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Operator tables that are right but for one node. */
final class FaultyTable {
    /** Neither a shift nor a factor, which a softmax or a normalisation behind it would undo; small where x is huge. */
    static final BiFunction<SameDiff, SDVariable, SDVariable> BENT =
            (graph, x) -> x.add(graph.math().tanh(x).mul(0.1));

    private FaultyTable() {}

    /** @param fault what becomes of the first output of the node of this name */
    static OperatorTable at(String node, BiFunction<SameDiff, SDVariable, SDVariable> fault) {
        Map<String, Operator> operators = new HashMap<>();
        OperatorTable.standard()
                .operators()
                .forEach((name, operator) -> operators.put(name, call -> {
                    List<Value> results = new ArrayList<>(operator.apply(call));
                    if (call.node().name().equals(node) && results.get(0) instanceof Tensor right) {
                        SDVariable wrong = fault.apply(call.sameDiff(), right.variable());
                        results.set(0, new Tensor(wrong, right.layout(), right.shape(), right.type()));
                    }
                    return results;
                }));
        return new OperatorTable(operators);
    }

    /** A fault that is not there in the first runs of the node, as with some native operations. */
    static BiFunction<SameDiff, SDVariable, SDVariable> bentAfter(int runs) {
        return (graph, x) -> {
            SDVariable strength = graph.constant(Nd4j.scalar(0f));
            SDVariable bend = graph.math().tanh(x);
            graph.addListeners(new BaseListener() {
                private int seen;

                @Override
                public boolean isActive(Operation operation) {
                    return true;
                }

                @Override
                public void opExecution(
                        SameDiff on, At at, MultiDataSet batch, SameDiffOp op, OpContext context, INDArray[] outputs) {
                    if (op.getOutputsOfOp().contains(bend.name()) && ++seen > runs) {
                        strength.getArr().assign(0.1f);
                    }
                }
            });
            return x.add(bend.mul(strength));
        };
    }
}
