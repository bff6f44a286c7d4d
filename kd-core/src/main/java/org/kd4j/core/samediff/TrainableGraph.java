package org.kd4j.core.samediff;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.ParameterPart.Kind;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A SameDiff graph whose variables learn, for a loss that is computed outside of it: {@link #outputs} says what the graph
 * has to say, and {@link #addGradient} takes the gradients of the loss by these outputs as placeholders g, and
 * differentiates Σ output · g, which is what the chain rule asks for. So every loss works on every graph, at the price of
 * running forward twice.
 *
 * <p>Weights and gradient are vectors of the caller's; the graph has a copy of the weights. Gradients of {@code gather}
 * need {@link GatherGradient#install} before the graph is made. Not thread-safe.
 */
public final class TrainableGraph implements AutoCloseable {
    private static final String UPSTREAM = "kd4j gradient of ";
    private static final String LOSS = "kd4j loss of ";

    /** Length buckets make fewer. */
    private static final int SHAPES_PER_SESSION = 16;

    private final SameDiff graph;
    private final List<ParameterPart> parts;
    private final List<ParameterPart> learning;
    private final GraphSessions sessions;
    private Set<String> differentiated = Set.of();

    /**
     * @param graph which this owns from now on; operations and placeholders are added to it
     * @param parts its variables, and where their numbers lie in the vectors
     * @param learns which of them are asked for their gradients
     */
    public TrainableGraph(SameDiff graph, List<ParameterPart> parts, Predicate<ParameterPart> learns) {
        this.graph = graph;
        this.sessions = new GraphSessions(graph, SHAPES_PER_SESSION);
        this.parts = List.copyOf(parts);
        this.learning = parts.stream().filter(learns).toList();
    }

    /**
     * All variables of a graph, one behind the other in the order of their names.
     *
     * @param kinds what a variable is for, by its name
     * @throws IllegalArgumentException if there is none, or one is not of type FLOAT
     */
    public static List<ParameterPart> parts(SameDiff graph, Function<String, Kind> kinds) {
        List<ParameterPart> parts = new ArrayList<>();
        int length = 0;
        for (SDVariable variable : graph.variables()) {
            if (variable.getVariableType() == VariableType.VARIABLE) {
                ParameterPart part = part(variable, length, kinds.apply(variable.name()));
                parts.add(part);
                length = Math.addExact(length, part.length());
            }
        }
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("the graph has no variables that could learn");
        }
        return parts;
    }

    private static ParameterPart part(SDVariable variable, int offset, Kind kind) {
        INDArray array = variable.getArr();
        if (array.dataType() != DataType.FLOAT) {
            throw new IllegalArgumentException(
                    variable.name() + ": found a variable of type " + array.dataType() + ", expected FLOAT");
        }
        List<Integer> shape = new ArrayList<>();
        for (long size : array.shape()) {
            shape.add(Math.toIntExact(size));
        }
        return new ParameterPart(variable.name(), offset, shape.isEmpty() ? List.of(1) : shape, kind);
    }

    /** Copies the graph's numbers into a vector. */
    public void read(FloatBuffer weights) {
        parts.forEach(part -> weights.put(part.offset(), HostMemory.copy(array(part))));
    }

    /** Copies a vector into the graph. */
    public void write(FloatBuffer weights) {
        parts.forEach(part -> HostMemory.set(array(part), weights.slice(part.offset(), part.length())));
    }

    /**
     * Values of variables that are matrices, [records, width], by name.
     *
     * @param placeholders that they depend on
     */
    public Map<String, float[][]> outputs(Map<String, INDArray> placeholders, Collection<String> names) {
        sessions.beforeRun(placeholders);
        Map<String, float[][]> values = new HashMap<>();
        graph.output(placeholders, names.toArray(new String[0])).forEach((name, array) -> {
            values.put(name, matrix(array));
            GraphSessions.release(array);
        });
        return values;
    }

    private static float[][] matrix(INDArray array) {
        float[] values = HostMemory.copy(array);
        int width = (int) array.size(1);
        float[][] rows = new float[(int) array.size(0)][];
        Arrays.setAll(rows, row -> Arrays.copyOfRange(values, row * width, (row + 1) * width));
        return rows;
    }

    /**
     * Adds the gradient of the loss to a vector.
     *
     * @param placeholders as they were for the outputs
     * @param upstream gradients of the loss by outputs, [records, width], by name
     */
    public void addGradient(Map<String, INDArray> placeholders, Map<String, float[][]> upstream, FloatBuffer gradient) {
        if (learning.isEmpty()) {
            return;
        }
        sessions.beforeRun(placeholders);
        differentiate(upstream.keySet());
        Map<String, INDArray> given = new HashMap<>(placeholders);
        upstream.forEach((output, values) -> given.put(UPSTREAM + output, Nd4j.createFromArray(values)));
        Map<String, INDArray> gradients = graph.calculateGradients(
                given, learning.stream().map(ParameterPart::name).toList());
        for (ParameterPart part : learning) {
            // What the loss does not depend on has no gradient in the graph.
            if (gradients.get(part.name()) != null) {
                add(part, HostMemory.copy(gradients.get(part.name())), gradient);
            }
        }
        gradients.values().forEach(GraphSessions::release);
        upstream.keySet().forEach(output -> GraphSessions.release(given.get(UPSTREAM + output)));
    }

    private void differentiate(Set<String> outputs) {
        if (outputs.equals(differentiated)) {
            return;
        }
        String loss = LOSS + new TreeSet<>(outputs);
        if (!graph.hasVariable(loss)) {
            SDVariable sum = null;
            for (String output : new TreeSet<>(outputs)) {
                SDVariable product =
                        graph.getVariable(output).mul(upstream(output)).sum(false, 0, 1);
                sum = sum == null ? product : sum.add(product);
            }
            sum.rename(loss);
        }
        graph.setLossVariables(loss);
        differentiated = Set.copyOf(outputs);
    }

    private SDVariable upstream(String output) {
        String name = UPSTREAM + output;
        return graph.hasVariable(name) ? graph.getVariable(name) : graph.placeHolder(name, DataType.FLOAT, -1, -1);
    }

    private static void add(ParameterPart part, float[] values, FloatBuffer gradient) {
        float[] sums = new float[values.length];
        gradient.get(part.offset(), sums);
        for (int i = 0; i < values.length; i++) {
            sums[i] += values[i];
        }
        gradient.put(part.offset(), sums);
    }

    /** Frees placeholders. */
    public void release(Map<String, INDArray> placeholders) {
        placeholders.values().forEach(GraphSessions::release);
    }

    /** Frees the graph, its variables too. */
    @Override
    public void close() {
        sessions.close();
    }

    private INDArray array(ParameterPart part) {
        return graph.getVariable(part.name()).getArr();
    }
}
