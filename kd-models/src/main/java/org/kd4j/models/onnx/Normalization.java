package org.kd4j.models.onnx;

import static java.util.Map.entry;

import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Layer normalisation and softmax. */
final class Normalization {
    private static final float DEFAULT_EPSILON = 1e-5f;

    private Normalization() {}

    static Map<String, Operator> operators() {
        return Map.ofEntries(
                entry("LayerNormalization", Operator.of(Normalization::layerNormalization)),
                entry("Softmax", Operator.of(Normalization::softmax)),
                entry("LogSoftmax", Operator.of(Normalization::logSoftmax)));
    }

    /**
     * (x - mean) / sqrt(variance + epsilon) * gain + bias over the last axis (Ba et al., Layer Normalization, 2016),
     * from primitives: layerNorm of M2.1 takes no epsilon and is slower. Means are products with a vector and squares
     * products, which M2.1 computes faster than by its mean and square.
     */
    private static Value layerNormalization(Call call) {
        Value x = call.in(0);
        if (x.rank() < 2 || call.axis("axis", -1, x.rank()) != x.rank() - 1) {
            throw new Untranslatable("normalises more than the last axis of " + x.shape());
        }
        SameDiff sameDiff = call.sameDiff();
        SDVariable rows = call.graph().rows(x);
        SDVariable average = call.graph().averaging(x.shape().last().value(), x.type());
        SDVariable centered = rows.sub(sameDiff.mmul(rows, average));
        SDVariable variance = sameDiff.mmul(centered.mul(centered), average);
        SDVariable scale = sameDiff.math().rsqrt(variance.add(call.node().real("epsilon", DEFAULT_EPSILON)));
        SDVariable normal = centered.mul(scale).mul(call.full(1));
        SDVariable result = call.has(2) ? normal.add(call.full(2)) : normal;
        return call.graph().rowsTensor(result, x.shape(), x.type());
    }

    /** Before opset 13 softmax ran over all axes from the given one on, joined. */
    private static Value softmax(Call call) {
        Value x = call.in(0);
        boolean joinsAxes = call.opset() < 13;
        int axis = call.axis("axis", joinsAxes ? 1 : -1, x.rank());
        if (joinsAxes && axis != x.rank() - 1) {
            return softmaxOfJoined(call.graph(), x, axis);
        }
        return call.graph().tensor(softmax(call.sameDiff(), call.full(0), x.rank(), axis), x.shape(), x.type());
    }

    private static Value softmaxOfJoined(Graph graph, Value x, int axis) {
        Shape joined = Shape.of(
                x.shape().part(0, axis).elements(),
                x.shape().part(axis, x.rank()).elements());
        Value matrix = Layouts.reshaped(graph, x, joined);
        SDVariable soft = softmax(graph.sameDiff(), graph.full(matrix), 2, 1);
        return Layouts.reshaped(graph, graph.tensor(soft, joined, x.type()), x.shape());
    }

    /** On oneDNN, softmax of M2.1 is right over the last axis only. */
    private static SDVariable softmax(SameDiff sameDiff, SDVariable x, int rank, int axis) {
        int last = rank - 1;
        if (axis == last) {
            return sameDiff.nn().softmax(x, last);
        }
        int[] swapped = IntStream.range(0, rank).toArray();
        swapped[axis] = last;
        swapped[last] = axis;
        return sameDiff.nn().softmax(x.permute(swapped), last).permute(swapped);
    }

    /** x - max - log(sum(exp(x - max))), which does not overflow. */
    private static Value logSoftmax(Call call) {
        Value x = call.in(0);
        boolean joinsAxes = call.opset() < 13;
        int axis = call.axis("axis", joinsAxes ? 1 : -1, x.rank());
        if (joinsAxes && axis != x.rank() - 1) {
            throw new Untranslatable("log-softmax over the axes from " + axis + " of " + x.shape() + " in one");
        }
        SameDiff sameDiff = call.sameDiff();
        SDVariable shifted = call.full(0).sub(sameDiff.max(call.full(0), true, axis));
        SDVariable sum = sameDiff.sum(sameDiff.math().exp(shifted), true, axis);
        return call.graph().tensor(shifted.sub(sameDiff.math().log(sum)), x.shape(), x.type());
    }
}
