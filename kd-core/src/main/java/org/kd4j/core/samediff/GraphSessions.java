package org.kd4j.core.samediff;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What ND4J 1.0.0-M2.1 keeps between the runs of a SameDiff graph, and of the graph of its gradients: a session has arrays
 * for every shape that it has seen, and the number of every array that it ever freed. Left to the garbage collector they
 * pile up. Not thread-safe.
 */
public final class GraphSessions implements AutoCloseable {
    /** ND4J's name for the graph of the gradients. */
    private static final String GRADIENTS = "grad";

    /** How many runs lie between two calls of {@link FreedArrays#forget}. */
    private static final int RUNS = 100;

    private final SameDiff graph;
    private final int mostShapes;
    private final Set<Map<String, List<Long>>> shapesSeen = new HashSet<>();
    private long runs;

    /** @param mostShapes of how many different ones a session may keep arrays, ≥ 1 */
    public GraphSessions(SameDiff graph, int mostShapes) {
        this.graph = graph;
        this.mostShapes = mostShapes;
    }

    /** Makes room, if need be, before a run with these inputs. */
    public void beforeRun(Map<String, INDArray> placeholders) {
        Map<String, List<Long>> shapes = new HashMap<>();
        placeholders.forEach((name, array) ->
                shapes.put(name, Arrays.stream(array.shape()).boxed().toList()));
        if (!shapesSeen.contains(shapes) && shapesSeen.size() >= mostShapes) {
            end();
        }
        shapesSeen.add(shapes);
        if (++runs % RUNS == 0) {
            graphs().forEach(FreedArrays::forget);
        }
    }

    /** Frees all that sessions keep. */
    private void end() {
        for (SameDiff some : graphs()) {
            some.getSessions().values().forEach(session -> session.getMmgr().close());
            some.getSessions().clear();
        }
        shapesSeen.clear();
    }

    private List<SameDiff> graphs() {
        return Stream.of(graph, graph.getFunction(GRADIENTS))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Frees that, and the graph's constants and variables: it cannot be run afterwards. */
    @Override
    public void close() {
        end();
        for (SameDiff some : graphs()) {
            some.variables().stream()
                    .filter(variable -> variable.isConstant() || variable.getVariableType() == VariableType.VARIABLE)
                    .map(SDVariable::getArr)
                    .filter(Objects::nonNull)
                    .forEach(GraphSessions::release);
        }
    }

    /** Frees an array, unless it is a part of another or freed already. */
    public static void release(INDArray array) {
        if (array.closeable() && !array.wasClosed()) {
            array.close();
        }
    }
}
