package org.kd4j.models.onnx;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;

/** Which variables of a graph another one is computed of. */
final class UsedVariables {
    private UsedVariables() {}

    /** Makes constants of all other variables: they would have no gradient. */
    static void keep(SameDiff graph, String output) {
        Set<String> used = behind(graph, output);
        List<SDVariable> others = graph.variables().stream()
                .filter(variable -> variable.getVariableType() == VariableType.VARIABLE)
                .filter(variable -> !used.contains(variable.name()))
                .toList();
        others.forEach(graph::convertToConstant);
    }

    /** The variable itself, and all that it is computed of. */
    static Set<String> behind(SameDiff graph, String variable) {
        Set<String> found = new HashSet<>(Set.of(variable));
        Deque<String> open = new ArrayDeque<>(found);
        while (!open.isEmpty()) {
            String operation = graph.getVariables().get(open.pop()).getOutputOfOp();
            if (operation != null) {
                SameDiffOp inner = graph.getOps().get(operation);
                inner.getInputsToOp().stream().filter(found::add).forEach(open::push);
            }
        }
        return found;
    }
}
