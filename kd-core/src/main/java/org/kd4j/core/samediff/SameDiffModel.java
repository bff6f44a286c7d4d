package org.kd4j.core.samediff;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kd4j.core.training.GradientModel;
import org.kd4j.core.training.LogitGradients;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.ParameterPart.Kind;
import org.kd4j.core.training.Pass;
import org.kd4j.core.training.TouchedRows;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A SameDiff graph whose variables learn. The objective is computed outside the graph, on the logits; its gradient goes
 * back in as a placeholder g, and the graph differentiates Σ logits · g, which is what the chain rule asks for. So every
 * objective works on every graph, at the price of running forward twice.
 *
 * <p>The variables' numbers are kept in one vector, and copied into the graph after every step.
 */
final class SameDiffModel implements GradientModel {
    private static final String UPSTREAM = "kd4j gradient of the logits";
    private static final String PRODUCT = "kd4j product with the gradient of the logits";

    /** ND4J's name for the graph of the gradients. */
    private static final String GRADIENTS = "grad";

    /** Length buckets make fewer. */
    private static final int SHAPES_PER_SESSION = 16;

    private final SameDiff graph;
    private final BiFunction<int[][], Long, Map<String, INDArray>> inputs;
    private final String logits;
    private final List<ParameterPart> parts = new ArrayList<>();
    private final List<String> names;
    private final INDArray weights;
    private final FloatBuffer gradient;
    private final Set<String> shapesSeen = new HashSet<>();

    /**
     * @param inputs of a training pass, from rows of token ids and the number of the pass to placeholders; masks of dropout are among them
     * @param logits variable of shape [records, classes]
     * @throws IllegalArgumentException if there is nothing to learn, or a variable is not of type FLOAT
     */
    SameDiffModel(
            SameDiff graph,
            BiFunction<int[][], Long, Map<String, INDArray>> inputs,
            String logits,
            Function<String, Kind> kinds) {
        this.graph = graph;
        this.inputs = inputs;
        this.logits = logits;
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
        names = parts.stream().map(ParameterPart::name).collect(Collectors.toList());
        weights = Nd4j.create(DataType.FLOAT, length);
        gradient = FloatBuffer.allocate(length);
        parts.forEach(part -> slice(part).assign(array(part)));
        if (!graph.hasVariable(PRODUCT)) {
            SDVariable upstream = graph.placeHolder(UPSTREAM, DataType.FLOAT, -1, -1);
            graph.getVariable(logits).mul(upstream).sum(PRODUCT, false, 0, 1);
        }
        graph.setLossVariables(PRODUCT);
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

    @Override
    public List<ParameterPart> parts() {
        return List.copyOf(parts);
    }

    @Override
    public FloatBuffer weights() {
        return HostMemory.of(weights);
    }

    @Override
    public FloatBuffer gradient() {
        return gradient;
    }

    @Override
    public void weightsChanged() {
        HostMemory.changed(weights);
        parts.forEach(part -> array(part).assign(slice(part).reshape(array(part).shape())));
    }

    /** Logits for these placeholders, [records, classes]. */
    float[][] logits(Map<String, INDArray> placeholders) {
        try (INDArray answer = graph.outputSingle(placeholders, logits)) {
            return answer.toFloatMatrix();
        }
    }

    @Override
    public double addGradient(Pass pass, TouchedRows touched) {
        Map<String, INDArray> placeholders =
                new HashMap<>(inputs.apply(pass.batch().tokens(), pass.number()));
        LogitGradients way = LogitGradients.of(pass, logits(placeholders));
        if (Double.isFinite(way.sum())) {
            placeholders.put(UPSTREAM, Nd4j.createFromArray(way.gradients()));
            Map<String, INDArray> gradients = graph.calculateGradients(placeholders, names);
            for (ParameterPart part : parts) {
                add(part, HostMemory.copy(gradients.get(part.name())), touched);
            }
            gradients.values().forEach(SameDiffModel::release);
        }
        endSessionsAfter(placeholders);
        placeholders.values().forEach(SameDiffModel::release);
        return way.sum();
    }

    private void add(ParameterPart part, float[] values, TouchedRows touched) {
        float[] sums = gradient.array();
        for (int i = 0; i < values.length; i++) {
            sums[part.offset() + i] += values[i];
        }
        if (part.kind() == Kind.EMBEDDING) {
            int width = part.width();
            for (int i = 0; i < values.length; i++) {
                if (values[i] != 0f) {
                    touched.add(part.name(), i / width);
                    i += width - 1 - i % width;
                }
            }
        }
    }

    /** Frees the arrays that sessions keep for every shape they have seen. */
    private void endSessionsAfter(Map<String, INDArray> placeholders) {
        StringBuilder shapes = new StringBuilder();
        new TreeMap<>(placeholders).forEach((name, array) -> shapes.append(Arrays.toString(array.shape())));
        if (shapesSeen.add(shapes.toString()) && shapesSeen.size() > SHAPES_PER_SESSION) {
            shapesSeen.clear();
            endSessions(graph);
            endSessions(graph.getFunction(GRADIENTS));
        }
    }

    private static void endSessions(SameDiff some) {
        if (some != null) {
            some.getSessions().values().forEach(session -> session.getMmgr().close());
            some.getSessions().clear();
        }
    }

    private INDArray array(ParameterPart part) {
        return graph.getVariable(part.name()).getArr();
    }

    private INDArray slice(ParameterPart part) {
        return weights.get(NDArrayIndex.interval(part.offset(), part.offset() + part.length()));
    }

    private static void release(INDArray array) {
        if (array.closeable() && !array.wasClosed()) {
            array.close();
        }
    }
}
