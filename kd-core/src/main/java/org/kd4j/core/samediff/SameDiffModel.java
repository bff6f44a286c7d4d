package org.kd4j.core.samediff;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.kd4j.core.training.GradientModel;
import org.kd4j.core.training.LogitGradients;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.ParameterPart.Kind;
import org.kd4j.core.training.Pass;
import org.kd4j.core.training.TouchedRows;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A SameDiff graph from token ids to logits, all of whose variables learn. */
final class SameDiffModel implements GradientModel, AutoCloseable {
    private final TrainableGraph graph;
    private final BiFunction<int[][], Long, Map<String, INDArray>> inputs;
    private final String logits;
    private final List<ParameterPart> parts;
    private final FloatBuffer weights;
    private FloatBuffer gradient;

    /**
     * @param inputs of a training pass, from rows of token ids and the number of the pass to placeholders; masks of
     *     dropout are among them
     * @param logits variable of shape [records, classes]; more records than were given may stand behind them
     * @throws IllegalArgumentException if there is nothing to learn, or a variable is not of type FLOAT
     */
    SameDiffModel(
            SameDiff graph,
            BiFunction<int[][], Long, Map<String, INDArray>> inputs,
            String logits,
            Function<String, Kind> kinds) {
        this.inputs = inputs;
        this.logits = logits;
        this.parts = TrainableGraph.parts(graph, kinds);
        this.graph = new TrainableGraph(graph, parts, part -> true);
        int length = parts.stream().mapToInt(ParameterPart::length).sum();
        this.weights = FloatBuffer.allocate(length);
        this.graph.read(weights);
    }

    @Override
    public List<ParameterPart> parts() {
        return parts;
    }

    @Override
    public FloatBuffer weights() {
        return weights;
    }

    @Override
    public FloatBuffer gradient() {
        if (gradient == null) {
            gradient = FloatBuffer.allocate(weights.limit());
        }
        return gradient;
    }

    @Override
    public void weightsChanged() {
        graph.write(weights);
    }

    /** Logits for these placeholders, which are freed, [records, classes]. */
    float[][] answer(Map<String, INDArray> placeholders) {
        Map<String, INDArray> given = new HashMap<>(placeholders);
        try {
            return logits(given);
        } finally {
            graph.release(given);
        }
    }

    private float[][] logits(Map<String, INDArray> placeholders) {
        return graph.outputs(placeholders, List.of(logits)).get(logits);
    }

    @Override
    public double addGradient(Pass pass, TouchedRows touched) {
        Map<String, INDArray> placeholders =
                new HashMap<>(inputs.apply(pass.batch().tokens(), pass.number()));
        try {
            return addGradient(pass, placeholders, touched);
        } finally {
            graph.release(placeholders);
        }
    }

    private double addGradient(Pass pass, Map<String, INDArray> placeholders, TouchedRows touched) {
        float[][] answers = logits(placeholders);
        LogitGradients way = LogitGradients.of(pass, answers);
        if (Double.isFinite(way.sum())) {
            float[][] upstream = Arrays.copyOf(way.gradients(), answers.length);
            Arrays.fill(upstream, pass.batch().size(), answers.length, new float[answers[0].length]);
            graph.addGradient(placeholders, Map.of(logits, upstream), gradient());
            parts.stream().filter(part -> part.kind() == Kind.EMBEDDING).forEach(part -> touch(part, touched));
        }
        return way.sum();
    }

    @Override
    public void close() {
        graph.close();
    }

    /** The rows whose gradient is not 0. */
    private void touch(ParameterPart part, TouchedRows touched) {
        float[] row = new float[part.width()];
        for (int i = 0; i < part.rows(); i++) {
            gradient.get(part.offset() + i * row.length, row);
            for (float value : row) {
                if (value != 0f) {
                    touched.add(part.name(), i);
                    break;
                }
            }
        }
    }
}
