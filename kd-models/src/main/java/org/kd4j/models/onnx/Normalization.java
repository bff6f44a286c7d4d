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
                entry("Softmax", Operator.of(Normalization::softmax)));
    }

    /**
     * (x - mean) / sqrt(variance + epsilon) * gain + bias over the last axis (Ba et al., Layer Normalization, 2016),
     * from primitives: layerNorm of M2.1 takes no epsilon and is slower.
     */
    private static Value layerNormalization(Call call) {
        Value x = call.in(0);
        if (x.rank() < 2 || call.axis("axis", -1, x.rank()) != x.rank() - 1) {
            throw new Untranslatable("normalises more than the last axis of " + x.shape());
        }
        SameDiff sameDiff = call.sameDiff();
        SDVariable rows = call.graph().rows(x);
        SDVariable centered = rows.sub(sameDiff.mean(rows, true, 1));
        SDVariable variance = sameDiff.mean(sameDiff.math().square(centered), true, 1);
        SDVariable scale = sameDiff.math().rsqrt(variance.add(call.node().real("epsilon", DEFAULT_EPSILON)));
        SDVariable normal = centered.mul(scale).mul(call.full(1));
        SDVariable result = call.has(2) ? normal.add(call.full(2)) : normal;
        return call.graph().rowsTensor(result, x.shape(), x.type());
    }

    /** Before opset 13 softmax ran over all axes from the given one on, which is the same for the last. */
    private static Value softmax(Call call) {
        Value x = call.in(0);
        boolean joinsAxes = call.opset() < 13;
        int axis = call.axis("axis", joinsAxes ? 1 : -1, x.rank());
        if (joinsAxes && axis != x.rank() - 1) {
            throw new Untranslatable("softmax over the axes from " + axis + " of " + x.shape() + " in one");
        }
        return call.graph().tensor(softmax(call.sameDiff(), call.full(0), x.rank(), axis), x.shape(), x.type());
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
}
