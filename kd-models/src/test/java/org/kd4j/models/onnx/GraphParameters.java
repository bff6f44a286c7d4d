package org.kd4j.models.onnx;

import java.util.Comparator;
import org.kd4j.core.io.Sha256;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.VariableType;

/** All numbers that a graph computes with. */
public final class GraphParameters {
    private GraphParameters() {}

    /** Hex SHA-256 of every constant and variable, bit by bit. */
    public static String sha256(OnnxGraph graph) {
        Sha256 hash = new Sha256();
        graph.sameDiff().variables().stream()
                .filter(one -> one.isConstant() || one.getVariableType() == VariableType.VARIABLE)
                .sorted(Comparator.comparing(SDVariable::name))
                .forEach(one ->
                        hash.add(one.name()).add(one.getArr().dup('c').data().asBytes()));
        return hash.hex();
    }
}
